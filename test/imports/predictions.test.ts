import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePredictions } from '../../src/imports/opencompass/predictions.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A question as OpenCompass' perplexity inferencer writes it. */
function perplexity(losses: Readonly<Record<string, number>>, changes: object = {}): object {
  const shots = 'Shots.\n\n';
  const item = 'How many toes?\nA. one\nB. two\nC. ten\nD. six\nAnswer: ';
  const [least] = Object.entries(losses).toSorted(([, a], [, b]) => a - b);
  return {
    'in-context examples': shots,
    origin_prompt: `${item}A`,
    ...Object.fromEntries(
      Object.entries(losses).map(([letter, PPL]) => [
        `label: ${letter}`,
        { 'testing input': item + letter, prompt: shots + item + letter, PPL, BPB: 3 * PPL },
      ]),
    ),
    prediction: least?.[0],
    gold: 'C',
    ...changes,
  };
}

/** A question as its generating inferencer writes it. */
function generated(origin_prompt: unknown, prediction: string): object {
  return { origin_prompt, prediction, gold: ['A'] };
}

const LOSSES = { A: 1.5, B: 1.25, C: 0.75, D: 2 };

describe("OpenCompass' predictions", () => {
  it('by perplexity have a loss a letter, negated, and the text before the letter', () => {
    const [first, second] = parsePredictions(
      JSON.stringify({ 10: perplexity(LOSSES), 2: perplexity({ ...LOSSES, B: 0.5 }, { gold: 'B' }) }),
      'x.json',
    );
    expect(second).toEqual({
      place: 'x.json question 10',
      row: 10,
      id: null,
      text: 'How many toes?\nA. one\nB. two\nC. ten\nD. six\nAnswer: A',
      promptSha256: hash('Shots.\n\nHow many toes?\nA. one\nB. two\nC. ten\nD. six\nAnswer: '),
      answer: { kind: 'loss', scores: [-1.5, -1.25, -0.75, -2] },
      gold: 'C',
      right: null,
    });
    expect(first).toMatchObject({ row: 2, gold: 'B', answer: { scores: [-1.5, -0.5, -0.75, -2] } });
  });

  it('by generation have a letter out of the text, whether the prompt is a text or the turns of a chat', () => {
    const found = parsePredictions(
      JSON.stringify({
        0: generated('A prompt', ' B. two'),
        1: generated(
          [
            { role: 'HUMAN', prompt: 'One' },
            { role: 'BOT', prompt: 'Two' },
          ],
          'none of them',
        ),
      }),
      'x.json',
    );
    expect(found.map(({ promptSha256, answer, gold }) => [promptSha256, answer, gold])).toEqual([
      [hash('A prompt'), { kind: 'generated', letter: 'B' }, 'A'],
      [hash('One\nTwo'), { kind: 'generated', letter: null }, 'A'],
    ]);
  });

  it.each<[string, string]>([
    ['x.json is not JSON', '{"0": {"PPL": NaN}}'],
    ['x.json is no predictions file', '[1]'],
    ['x.json is no predictions file', '{"accuracy": {}}'],
    ['x.json has 0 questions', '{}'],
    ['x.json question 0: its origin_prompt', '{"0": {"prediction": "A"}}'],
    ['x.json question 0: its prediction', '{"0": {"origin_prompt": "", "prediction": ["A"]}}'],
    [
      'x.json question 3, label: B: its PPL',
      JSON.stringify({ 3: perplexity(LOSSES, { 'label: B': { 'testing input': '', prompt: '' } }) }),
    ],
    [
      'question 0 has the labels label: A, label: B, label: C, where A, B, C, D are read',
      JSON.stringify({ 0: perplexity({ A: 1, B: 2, C: 3 }) }),
    ],
    [
      'question 0 has another prediction than C',
      JSON.stringify({ 0: perplexity(LOSSES, { prediction: 'A' }) }),
    ],
  ])('are refused: %s', (message, text) => {
    expect(() => parsePredictions(text, 'x.json')).toThrow(message);
  });
});
