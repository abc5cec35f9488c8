import type {
  AverageRule,
  ComparedAverage,
  ExamComparison,
  ComparedAccuracy,
  SubjectComparison,
  UncomparedCounts,
} from '../records.ts';
import type { CountedBenchmark, CountingRule, SelectedSubject } from './aggregate.ts';
import { average } from './average.ts';
import { addPairs, questionsOf } from './pair-counts.ts';
import { pairEntries, type PairedEntry } from './pair-entries.ts';
import { accuracyInterval } from './statistics/accuracy-interval.ts';
import { holm } from './statistics/holm.ts';
import { mcNemarExact } from './statistics/mcnemar.ts';
import { pairedBootstrap } from './statistics/paired-bootstrap.ts';
import { createRandom, type Seed } from './statistics/random.ts';
import { signFlipTest } from './statistics/sign-flip.ts';

/** How often questions are drawn again and signs are flipped. */
export const ROUNDS = 10_000;

/** The first bits of pi's fraction: any other numbers would do, as long as they stay. */
const SEED: Seed = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];

export interface CompareInput {
  readonly benchmark: Pick<CountedBenchmark, 'id' | 'title' | 'subjects'>;
  readonly recipe: Pick<CountingRule, 'id' | 'average' | 'decimals'>;
  /** Subjects that either run covers, each once. */
  readonly selected: readonly SelectedSubject[];
  /** Every journal entry of this benchmark, of each run. */
  readonly a: readonly PairedEntry[];
  readonly b: readonly PairedEntry[];
  /** The largest p that is called a difference. */
  readonly alpha: number;
  readonly notes: readonly string[];
}

/**
 * Two runs' answers to the same questions of a benchmark: whether B's average by the recipe's rule is another than A's,
 * and each subject with McNemar's exact test, corrected for their number after Holm. The average is over the subjects that
 * count by default and have a compared question; where only others were compared, over those. The same input always
 * gives the same numbers.
 * Throws InputError where the runs have different answers to a question.
 */
export function compareExam({
  benchmark,
  recipe,
  selected,
  a,
  b,
  alpha,
  notes,
}: CompareInput): ExamComparison {
  const pair = ({ subject, split, total }: SelectedSubject) => {
    const own = ({ id }: PairedEntry): boolean => id.startsWith(`${benchmark.id}/${subject}/${split}/`);
    return { subject, split, total, ...pairEntries(a.filter(own), b.filter(own)) };
  };
  const subjects = benchmark.subjects.flatMap(({ id }) =>
    selected.filter(({ subject }) => subject === id).map(pair),
  );
  const byDefault = new Set(benchmark.subjects.filter((one) => one.byDefault).map(({ id }) => id));
  const counted = subjects.filter(({ subject }) => byDefault.has(subject));
  const averaged = counted.some(({ compared }) => compared > 0) ? counted : subjects;
  return {
    benchmark: benchmark.id,
    title: benchmark.title,
    recipe: recipe.id,
    decimals: recipe.decimals,
    average: compareAverages(recipe.average.total, averaged, alpha),
    averageOver: byDefault.size,
    subjects: testSubjects(subjects),
    notes,
  };
}

/** McNemar for every subject that was compared; Holm over those. */
function testSubjects(
  subjects: readonly Omit<SubjectComparison, 'mcNemar' | 'holm'>[],
): readonly SubjectComparison[] {
  const tested = subjects.filter(({ compared }) => compared > 0);
  const pValues = tested.map(({ pairs }) => mcNemarExact(pairs.onlyA, pairs.onlyB));
  const adjusted = holm(pValues);
  return subjects.map((one) => {
    const index = tested.indexOf(one);
    return Object.assign({}, one, { mcNemar: pValues[index] ?? null, holm: adjusted[index] ?? null });
  });
}

type ComparedSubject = Pick<SubjectComparison, 'subject' | 'total' | 'compared' | 'pairs' | 'uncompared'>;

/** `covered` are the subjects that the average is to be over; it is over those with a compared question. */
function compareAverages(
  rule: AverageRule,
  covered: readonly ComparedSubject[],
  alpha: number,
): ComparedAverage | null {
  const subjects = covered.filter(({ compared }) => compared > 0);
  if (subjects.length === 0) return null;
  const bySubject = subjects.map(({ pairs }) => pairs);
  const pairs = addPairs(bySubject);
  const a = averageOf(rule, subjects, 'onlyA');
  const b = averageOf(rule, subjects, 'onlyB');
  const difference = b.accuracy - a.accuracy;
  const mcNemar = mcNemarExact(pairs.onlyA, pairs.onlyB);
  const draws = { random: createRandom(SEED), rounds: ROUNDS };
  const p = rule === 'pooled' ? mcNemar : signFlipTest(bySubject, draws);
  return {
    rule,
    subjects: subjects.map(({ subject }) => subject),
    compared: questionsOf(pairs),
    uncompared: covered.reduce((sum, { uncompared }) => sum + askedInVain(uncompared), 0),
    total: covered.reduce((sum, one) => sum + one.total, 0),
    pairs,
    a,
    b,
    difference,
    // Pooled questions are one stratum: a subject has no weight of its own.
    interval: pairedBootstrap(rule === 'pooled' ? [pairs] : bySubject, draws),
    p,
    mcNemar,
    finding: p > alpha || difference === 0 ? 'undecided' : difference > 0 ? 'better' : 'worse',
  };
}

function askedInVain({ onlyInA, onlyInB, failed, unanswerable }: UncomparedCounts): number {
  return onlyInA + onlyInB + failed + unanswerable;
}

/** One run's average: it was right where both were, and where it alone was. */
function averageOf(
  rule: AverageRule,
  subjects: readonly ComparedSubject[],
  alone: 'onlyA' | 'onlyB',
): ComparedAccuracy {
  const ratios = subjects.map(({ pairs, compared }) => ({
    part: pairs.both + pairs[alone],
    whole: compared,
  }));
  return { accuracy: average(rule, ratios), interval: accuracyInterval(rule, ratios) };
}
