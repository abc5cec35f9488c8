import type { Outcome, Split } from '../../src/records.ts';
import type {
  AggregateInput,
  CountedBenchmark,
  CountedEntry,
  CountingRule,
} from '../../src/scoring/aggregate.ts';
import type { DiagnosedEntry } from '../../src/scoring/diagnostics/diagnosed-entry.ts';

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
  return outcomes.split('').map((sign, index) => {
    const outcome = meaning[sign] ?? 'failed';
    const right = gold[index] ?? 'A';
    const id = `mmlu/${subject}/${split}/${index}`;
    const own = { id, outcome, gold: sign === '?' ? null : right, shotsUsed, tokensCut };
    return Object.assign(own, choice(chosenFor(outcome, right)));
  });
}

/** What the letters' scores say where one letter has a probability of 5/8 among them and the others 1/8 each. */
export function choice(chosen: string | null): Omit<DiagnosedEntry, 'id' | 'outcome' | 'gold'> {
  if (chosen === null) {
    return { chosen, scores: [], probabilities: [], letterMass: null, margin: null, tie: false };
  }
  return {
    chosen,
    scores: letters.map((letter) => (letter === chosen ? Math.log(5) : 0)),
    probabilities: letters.map((letter) => (letter === chosen ? 5 / 8 : 1 / 8)),
    letterMass: 0.75,
    margin: Math.log(5),
    tie: false,
  };
}

/** The letter that gives an outcome; A where the data has no answer. */
function chosenFor(outcome: Outcome, right: string): string | null {
  if (outcome === 'right') return right;
  if (outcome === 'wrong') return letterAfter(right);
  return outcome === 'unlabelled' ? 'A' : null;
}

function letterAfter(letter: string): string {
  return letters[(letters.indexOf(letter) + 1) % letters.length] ?? 'A';
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
