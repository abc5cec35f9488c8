import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/records.ts';
import { lmEvalSamples } from '../../../src/report/lm-eval/samples.ts';
import { entryOf } from '../../results/records.ts';

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

interface Sample {
  doc_id: number;
  doc: Record<string, unknown>;
  target: string;
  resps: string[][][];
  filtered_resps: string[][];
  acc: number;
  [key: string]: unknown;
}

const linesOf = (entries: readonly JournalEntry[]): Sample[] =>
  lmEvalSamples(entries, hash)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Sample);

describe('lmEvalSamples', () => {
  it("has every key of lm-eval's sample lines", () => {
    const [line] = linesOf([entryOf(7, { id: 'mmlu/optics/test/7' })]);
    expect(line).toMatchObject({
      doc_id: 7,
      doc: { id: 'mmlu/optics/test/7' },
      target: '1',
      arguments: {
        gen_args_0: { arg_0: '', arg_1: 'A' },
        gen_args_1: { arg_0: '', arg_1: 'B' },
        gen_args_2: { arg_0: '', arg_1: 'C' },
        gen_args_3: { arg_0: '', arg_1: 'D' },
      },
      filter: 'none',
      metrics: ['acc'],
      prompt_hash: 'a'.repeat(64),
      // As Python's json.dumps(doc, indent=2) and str(target) give them to SHA-256.
      doc_hash: hash('{\n  "id": "mmlu/optics/test/7"\n}'),
      target_hash: hash('1'),
      acc: 1,
    });
    expect(line?.resps).toEqual(line?.filtered_resps.map((response) => [response]));
  });

  it.each<[string, Partial<JournalEntry>]>([
    ['with the mass of the letters', { letterMass: 0.5 }],
    ['among the letters alone', { letterMass: null }],
    ['of numbers whose exponentials overflow', { scores: [900, 903, 901, -900], letterMass: 0.25 }],
  ])('makes log-probabilities of logits, %s', (_what, changes) => {
    const entry = entryOf(0, changes);
    const [line] = linesOf([entry]);
    const values = (line?.filtered_resps ?? []).map(([value]) => Number(value));
    const mass = values.reduce((sum, one) => sum + Math.exp(one), 0);
    expect(mass).toBeCloseTo(entry.letterMass ?? 1, 12);
    // Differences are those of the logits, and so is the choice.
    for (const [place, value] of values.entries())
      expect(value - (values[0] ?? 0)).toBeCloseTo((entry.scores[place] ?? 0) - (entry.scores[0] ?? 0), 9);
    expect(values.indexOf(Math.max(...values))).toBe('ABCD'.indexOf(entry.chosen ?? ''));
  });

  it.each<[string, Partial<JournalEntry>]>([
    ['losses', { kind: 'loss', scores: [-1.5, -1.25, -2, -1.75] }],
    ['a letter without scores', { kind: 'logprob', scores: [], probabilities: [], margin: null }],
    [
      'a letter without scores among logits',
      { scores: [], probabilities: [], margin: null, letterMass: null },
    ],
  ])('has no response for %s', (_what, changes) => {
    const [line] = linesOf([entryOf(0, changes)]);
    expect(line).toMatchObject({ resps: [], filtered_resps: [], acc: 1 });
  });

  it('leaves log-probabilities as they are', () => {
    const scores = [-4.5, -0.25, -3, -9];
    const [line] = linesOf([entryOf(0, { kind: 'logprob', scores })]);
    expect(line?.filtered_resps).toEqual(scores.map((score) => [String(score), 'None']));
  });

  it('is in the order of rows, and has only what was scored', () => {
    const failed = { chosen: null, scores: [], probabilities: [], margin: null } as const;
    const lines = linesOf([
      entryOf(10),
      entryOf(9, { outcome: 'wrong', chosen: 'A' }),
      entryOf(2, { ...failed, outcome: 'failed' }),
      entryOf(3, { ...failed, outcome: 'unanswerable' }),
      entryOf(4, { gold: null, outcome: 'unlabelled' }),
    ]);
    expect(lines.map(({ doc_id, acc }) => [doc_id, acc])).toEqual([
      [9, 0],
      [10, 1],
    ]);
  });
});
