import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReferences } from '../../../../src/commands/model/against/read-references.ts';
import { InputError } from '../../../../src/errors.ts';
import { tempFolder } from '../../../builder/temp-folder.ts';

const line = {
  id: 'ceval/logic/val/0',
  recipe: 'card-1',
  prompt_sha256: 'a'.repeat(64),
  scores: [1, 2, 3, 4],
  chosen: 'D',
};

function read(...lines: readonly string[]): ReturnType<typeof readReferences> {
  const path = join(tempFolder(), 'scores.jsonl');
  writeFileSync(path, lines.join('\n'));
  return readReferences(path);
}

describe('reference scores', () => {
  it('are read line by line; what is not needed may be left out', () => {
    const second = { ...line, id: 'mmlu/law/test/12', tokens: 9, letters: 'context', extra: 1 };
    expect(read(JSON.stringify(line), '', JSON.stringify(second))).toMatchObject([
      { questionId: 'ceval/logic/val/0', scores: [1, 2, 3, 4], letters: 'upstream' },
      { questionId: 'mmlu/law/test/12', tokens: 9, letters: 'context' },
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['a line cut short', '{"id": "ceval', /line 1, is not whole JSON/],
    ['an id of another form', JSON.stringify({ ...line, id: '../x' }), /id: it must be BENCHMARK/],
    ['scores that are no numbers', JSON.stringify({ ...line, scores: [null] }), /scores\.0/],
    ['a hash that is none', JSON.stringify({ ...line, prompt_sha256: 'x' }), /prompt_sha256: it must be/],
    ['a list in place of an object', '[]', /line 1, is no reference score/],
    ['nothing', '\n', /has no reference scores/],
  ])('with %s are refused', (_, text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
  });

  it('with a question twice are refused, with the line', () => {
    expect(() => read(JSON.stringify(line), JSON.stringify(line))).toThrow(
      /line 2, has ceval\/logic\/val\/0/,
    );
  });

  it('that are not there are refused', () => {
    expect(() => readReferences(join(tempFolder(), 'none.jsonl'))).toThrow(/There is no file/);
  });
});
