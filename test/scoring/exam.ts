import type { Outcome, Split } from '../../src/records.ts';
import type {
  AggregateInput,
  CountedBenchmark,
  CountedEntry,
  CountingRule,
} from '../../src/scoring/aggregate.ts';

/** A small exam of our own: two subjects of science, one of arts, and one that runs only by name. */
export const exam: CountedBenchmark = {
  id: 'mmlu',
  title: 'Small exam',
  subjects: [
    { id: 'optics', category: 'Science', byDefault: true },
    { id: 'botany', category: 'Science', byDefault: true },
    { id: 'drama', category: 'Arts', byDefault: true },
    { id: 'extra', category: 'Arts', byDefault: false },
  ],
  columns: [
    { name: 'Average', over: { kind: 'default-subjects' } },
    { name: 'Science', over: { kind: 'category', category: 'Science' } },
    { name: 'Arts', over: { kind: 'category', category: 'Arts' } },
  ],
  alsoReported: [{ name: 'Plants and plays', over: { kind: 'subjects', subjects: ['botany', 'drama'] } }],
};

export const rule: CountingRule = {
  id: 'test-1',
  average: { total: 'pooled', category: 'subject-mean' },
  decimals: 1,
  deviations: [],
};

const letters = ['A', 'B', 'C', 'D'];

/** Entries of one subject: one for each letter of `gold`, the outcome from the sign below it. */
export function entries(
  subject: string,
  gold: string,
  outcomes: string,
  {
    split = 'test',
    shotsUsed = 5,
    tokensCut = 0,
  }: { split?: Split; shotsUsed?: number; tokensCut?: number } = {},
): CountedEntry[] {
  const meaning: Record<string, Outcome> = {
    '+': 'right',
    '-': 'wrong',
    '!': 'failed',
    '=': 'unanswerable',
    '?': 'unlabelled',
  };
  return outcomes.split('').map((sign, index) => ({
    id: `mmlu/${subject}/${split}/${index}`,
    outcome: meaning[sign] ?? 'failed',
    gold: sign === '?' ? null : (gold[index] ?? 'A'),
    shotsUsed,
    tokensCut,
  }));
}

/** The exam's three default subjects, fully answered: optics 1 of 2, botany 3 of 4, drama 2 of 10. */
export function fullInput(): AggregateInput {
  return {
    benchmark: exam,
    recipe: rule,
    selected: [
      { subject: 'optics', split: 'test', total: 2 },
      { subject: 'botany', split: 'test', total: 4 },
      { subject: 'drama', split: 'test', total: 10 },
    ],
    entries: [
      ...entries('optics', 'AB', '+-'),
      ...entries('botany', 'AABC', '+++-'),
      ...entries('drama', 'DDDDDDDDAA', '++--------'),
    ],
    letters,
  };
}
