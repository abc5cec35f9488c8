import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { renderModelIndex } from '../../src/report/model-index.ts';
import { full, hostile, missing, partial } from './runs.ts';
import { sharedOf } from './shared.ts';

/** What the Hub's specification calls required, with what is optional as far as it is used. */
const specification = z.strictObject({
  'model-index': z.array(
    z.strictObject({
      name: z.string(),
      results: z.array(
        z.strictObject({
          task: z.strictObject({ type: z.literal('text-generation'), name: z.string() }),
          dataset: z.strictObject({
            type: z.string(),
            name: z.string(),
            split: z.string(),
            args: z.record(z.string(), z.union([z.string(), z.number()])),
          }),
          metrics: z.array(z.strictObject({ type: z.literal('acc'), value: z.number(), name: z.string() })),
        }),
      ),
    }),
  ),
});

const of = (...runs: Parameters<typeof sharedOf>[0][]) =>
  specification.parse(parse(renderModelIndex(runs.map((run) => sharedOf(run)))))['model-index'];

describe('renderModelIndex', () => {
  it("is what the Hub's specification asks, with the numbers of the card's columns", () => {
    const [entry] = of(full);
    expect(entry?.name).toBe('complete-1b');
    const [result] = entry?.results ?? [];
    expect(result?.dataset).toEqual({
      type: 'cais/mmlu',
      name: 'Small exam (test, 5-shot, recipe test-1)',
      split: 'test',
      args: {
        num_few_shot: 5,
        recipe: 'test-1',
        letters: 'upstream',
        precision: 'fp32',
        run: '0a0a0a0a0a0a',
      },
    });
    expect(result?.metrics).toEqual([
      { type: 'acc', value: 37.5, name: 'Average (pooled, 16 of 16 questions)' },
      { type: 'acc', value: 62.5, name: 'Science (subject-mean, 6 of 6 questions)' },
      { type: 'acc', value: 20, name: 'Arts (subject-mean, 10 of 10 questions)' },
    ]);
  });

  it('says of a partial run that it is one', () => {
    const [entry] = of(partial);
    expect(entry?.results[0]?.metrics[0]?.name).toMatch(/9 of 16 questions/);
  });

  it('has an entry a model, and none without an average', () => {
    expect(of(full, partial, missing, full).map(({ name, results }) => [name, results.length])).toEqual([
      ['complete-1b', 2],
      ['partial-7b', 1],
    ]);
    expect(of(missing)).toEqual([]);
  });

  it.each([
    hostile.facts.model,
    '- a: [b, {c: "d"}] # e',
    '"\\" \\x41 \\u0041 %TAG & * ! | > @ `',
    "' : ---\n...\n--- \t",
    'yes',
    '1e3',
    '',
    'null',
    '\ud800 \uffff \u0085 \u2028 \ufeff \u0000',
    '模型 🙂',
  ])('keeps a name a text, whatever is in it: %j', (model) => {
    const [entry] = of({ ...full, facts: { ...full.facts, model } });
    // Line ends and controls go, as in every other format; nothing else does.
    const kept = model.replace(/[\t\r\n\u2028\u2029]+/g, ' ').replace(/[\p{Cc}\u202e]/gu, '');
    expect(entry?.name).toBe(kept.replace(/[\ud800\uffff](?![\udc00-\udfff])/g, '\ufffd'));
    expect(entry?.results).toHaveLength(1);
  });
});
