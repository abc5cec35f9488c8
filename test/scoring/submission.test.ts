import { describe, expect, it } from 'vitest';
import { collectAnswers } from '../../src/scoring/submission.ts';

const asked = [
  { subject: 'law', questions: 2 },
  { subject: 'logic', questions: 12 },
];
const entry = (subject: string, row: number, chosen: string | null = 'ABCD'[row % 4] ?? null) => ({
  id: `ceval/${subject}/test/${row}`,
  chosen,
});
const every = asked.flatMap(({ subject, questions }) =>
  Array.from({ length: questions }, (_, row) => entry(subject, row)),
);
const collect = (entries: typeof every, run: readonly string[] = ['law', 'logic']) =>
  collectAnswers({ benchmark: 'ceval', split: 'test', asked, run: new Set(run), entries });

describe('collectAnswers', () => {
  it('has every letter by subject and row, whatever the order of the entries', () => {
    const { answers } = { answers: {}, ...collect(every.toReversed()) };
    expect(Object.keys(answers)).toEqual(['law', 'logic']);
    expect(answers).toMatchObject({ law: { 0: 'A', 1: 'B' }, logic: { 0: 'A', 11: 'D' } });
  });

  it('does not take the answers of another split or exam for those asked', () => {
    const other = every.map(({ id, chosen }) => ({ id: id.replace('/test/', '/val/'), chosen }));
    expect(collect(other)).toMatchObject({
      lack: {
        notAsked: [
          { subject: 'law', questions: 2 },
          { subject: 'logic', questions: 12 },
        ],
      },
    });
  });

  it('says of each subject what is missing', () => {
    const holes = every.filter(({ id }) => id !== 'ceval/logic/test/5');
    const failed = holes.map((one) => (one.id === 'ceval/law/test/1' ? entry('law', 1, null) : one));
    expect(collect(failed)).toEqual({
      lack: {
        notRun: [],
        notAsked: [{ subject: 'logic', questions: 1 }],
        notAnswered: [{ subject: 'law', questions: 1 }],
      },
    });
    expect(collect(every, ['law'])).toEqual({
      lack: { notRun: ['logic'], notAsked: [], notAnswered: [] },
    });
  });
});
