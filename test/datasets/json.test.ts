import { describe, expect, it } from 'vitest';
import { parseJson, parseJsonLines } from '../../src/datasets/json.ts';

const bytes = (text: string) => Buffer.from(text);

describe('parseJson', () => {
  it('reads JSON after a byte order mark', () => {
    expect(parseJson(bytes('\uFEFF{"a": [1]}'), 'x.json')).toEqual({ a: [1] });
  });

  it('names the line of a bad escape, the fault of an early GAOKAO-Bench file', () => {
    expect(() => parseJson(bytes('{\n"a": 1,\n"b": "\\q"\n}'), 'x.json')).toThrow('x.json, line 3 is not');
  });

  it('names the last line of a cut-off file', () => {
    expect(() => parseJson(bytes('{\n"a": [1,\n2'), 'x.json')).toThrow('x.json, line 3 is not valid JSON');
  });
});

describe('parseJsonLines', () => {
  it('counts lines from 0, also over blank ones, with LF or CRLF', () => {
    expect(parseJsonLines(bytes('{"a":1}\r\n\n{"a":2}\n'), 'x.jsonl')).toEqual([
      { index: 0, value: { a: 1 } },
      { index: 2, value: { a: 2 } },
    ]);
  });

  it('names the line of a cut-off record', () => {
    expect(() => parseJsonLines(bytes('{"a":1}\n{"a":'), 'x.jsonl')).toThrow(
      'x.jsonl, line 2 is not valid JSON',
    );
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJsonLines(Buffer.from([0x22, 0xff, 0x22]), 'x.jsonl')).toThrow('x.jsonl is not UTF-8');
  });
});
