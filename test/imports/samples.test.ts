import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseResults } from '../../src/imports/lm-eval/results.ts';
import { parseSamples } from '../../src/imports/lm-eval/samples.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const letters = ['A', 'B', 'C', 'D'];

/** A line as lm-eval 0.4.13 writes it. */
function line(changes: object = {}): object {
  return {
    doc_id: 7,
    doc: { question: 'How many toes?', choices: ['one', 'two', 'ten', 'six'], answer: 2 },
    target: '2',
    arguments: Object.fromEntries(
      letters.map((letter, place) => [
        `gen_args_${place}`,
        { arg_0: 'Shots.\n\nHow many toes?', arg_1: ` ${letter}` },
      ]),
    ),
    resps: [],
    filtered_resps: [
      ['-1.5', 'False'],
      ['-2.25', 'False'],
      ['-0.5', 'True'],
      ['-inf', 'False'],
    ],
    filter: 'none',
    metrics: ['acc'],
    doc_hash: hash('doc'),
    prompt_hash: hash('Shots.\n\nHow many toes?'),
    target_hash: hash('2'),
    acc: 1.0,
    ...changes,
  };
}

const parse = (...lines: readonly object[]) =>
  parseSamples(Buffer.from(lines.map((one) => `${JSON.stringify(one)}\n`).join('')), 'x.jsonl');

describe("lm-eval's samples", () => {
  it('are read line by line', () => {
    expect(parse(line())).toEqual([
      {
        place: 'x.jsonl line 1',
        row: 7,
        id: null,
        text: 'How many toes?\none\ntwo\nten\nsix\n2',
        promptSha256: hash('Shots.\n\nHow many toes?'),
        answer: { kind: 'logprob', scores: [-1.5, -2.25, -0.5, -Infinity], optionTexts: false },
        gold: 'C',
        right: true,
      },
    ]);
  });

  it('are read in the form of older versions: lists, and numbers as numbers', () => {
    const [old] = parse(
      line({
        arguments: letters.map((letter) => ['An older prompt', ` ${letter}`]),
        filtered_resps: [
          [-1, false],
          [-2, false],
          [-0.25, true],
          [-4, false],
        ],
        target: 2,
        prompt_hash: undefined,
        acc: 0,
      }),
    );
    expect(old).toMatchObject({
      promptSha256: hash('An older prompt'),
      answer: { scores: [-1, -2, -0.25, -4] },
      gold: 'C',
      right: false,
    });
  });

  it('know options that were scored as whole texts', () => {
    const options = ['(A)one', '(B)two', '(C)ten', '(D)six'];
    const requests = options.map((option, place) => [
      `gen_args_${place}`,
      { arg_0: 'Q', arg_1: ` ${option}` },
    ]);
    const [first] = parse(line({ arguments: Object.fromEntries(requests), target: '[2]' }));
    expect(first).toMatchObject({ answer: { kind: 'logprob', optionTexts: true }, gold: 'C' });
  });

  it('give the letter of a text that the model wrote, by the first filter', () => {
    const generated = { arguments: { gen_args_0: { arg_0: 'Q', arg_1: { until: ['\n'] } } }, target: 'C' };
    const found = parse(
      line({ ...generated, filter: 'strict', filtered_resps: ['(C)'] }),
      line({ ...generated, filter: 'flexible', filtered_resps: ['B'] }),
      line({ ...generated, filter: 'strict', doc_id: 8, filtered_resps: ['[invalid]'] }),
    );
    expect(found.map(({ row, answer, gold }) => [row, answer, gold])).toEqual([
      [7, { kind: 'generated', letter: 'C' }, 'C'],
      [8, { kind: 'generated', letter: null }, 'C'],
    ]);
  });

  it("take the hash where a prompt is not logged, and fiveshot's id where a doc has no text", () => {
    const [own] = parse(line({ arguments: {}, doc: { id: 'mmlu/anatomy/test/7' } }));
    expect(own).toMatchObject({
      id: 'mmlu/anatomy/test/7',
      text: '',
      promptSha256: hash('Shots.\n\nHow many toes?'),
    });
  });

  it.each<[string, object]>([
    ['neither a prompt nor a prompt_hash', { arguments: {}, prompt_hash: undefined }],
    ['its doc_id is not as lm-eval writes it', { doc_id: -1 }],
    ['its prompt_hash is not', { prompt_hash: 'zz' }],
    ['its filtered_resps is not', { filtered_resps: [] }],
    [
      'filtered_resps.1 is no log-likelihood',
      {
        filtered_resps: [
          ['-1', 'False'],
          ['low', 'False'],
          ['-1', ''],
          ['-1', ''],
        ],
      },
    ],
    ['no text in its doc', { doc: {} }],
  ])('are refused with their line: %s', (message, changes) => {
    const bad = () => parse(line(), line(changes));
    expect(bad).toThrow(message);
    expect(bad).toThrow('x.jsonl line 2');
  });

  it('are read no deeper than docs are', () => {
    const deep = JSON.stringify(line({ doc: '*' })).replace(
      '"*"',
      `${'{"a":'.repeat(50_000)}"b"${'}'.repeat(50_000)}`,
    );
    expect(() => parseSamples(Buffer.from(deep), 'x')).toThrow('no text in its doc');
  });

  it('are refused where they are no JSON, no UTF-8, too long or empty', () => {
    expect(() => parseSamples(Buffer.from('{"doc_id": 1'), 'x')).toThrow('x line 1 is not JSON');
    expect(() => parseSamples(Buffer.from([0x22, 0xff, 0x22, 0x0a]), 'x')).toThrow(
      'x line 1 is not JSON in UTF-8',
    );
    expect(() => parseSamples(Buffer.alloc(9 * 1024 * 1024, 0x20), 'x')).toThrow(
      'x line 1 has 9437184 bytes',
    );
    expect(() => parseSamples(Buffer.from('\n\n'), 'x')).toThrow('x has no line');
  });
});

describe("lm-eval's results", () => {
  it('tell model, version, precision and shots', () => {
    const text = JSON.stringify({
      results: {},
      config: { model: 'hf', model_args: 'pretrained=org/tiny,dtype=float16', model_dtype: 'torch.bfloat16' },
      'n-shot': { mmlu_anatomy: 5, mmlu: null },
      lm_eval_version: '0.4.2',
    });
    expect(parseResults(text, 'r')).toEqual({
      model: 'org/tiny',
      version: '0.4.2',
      precision: 'bfloat16',
      shots: { mmlu_anatomy: 5 },
      recipe: null,
      letters: null,
    });
  });

  it('tell it in newer forms, and the recipe of a run of fiveshot', () => {
    const text = JSON.stringify({
      model_name: 'tiny',
      model_source: 'fiveshot',
      config: { model_args: { pretrained: 'tiny', dtype: 'fp32', token: 'secret' } },
      versions: { mmlu: 'card-1' },
      fiveshot: { letters: { mmlu: 'context' } },
    });
    expect(parseResults(text, 'r')).toEqual({
      model: 'tiny',
      version: null,
      precision: 'fp32',
      shots: {},
      recipe: 'card-1',
      letters: { mmlu: 'context' },
    });
  });

  it('are refused where they are none', () => {
    expect(() => parseResults('{', 'r.json')).toThrow('r.json is not JSON');
    expect(() => parseResults('{"config": 1}', 'r.json')).toThrow('its config is not as lm-eval writes it');
  });
});
