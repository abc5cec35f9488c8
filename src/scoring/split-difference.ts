import type {
  AverageRule,
  DifferencePart,
  ExamExplanation,
  ExplainedAverage,
  ExplainedPart,
} from '../records.ts';
import { average } from './average.ts';
import type { Ratio } from './mean-of-ratios.ts';

/** A question that both runs scored: what may have made its answer another, and which run was right. */
export interface ScoredPair {
  readonly part: (typeof QUESTION_PARTS)[number];
  readonly a: boolean;
  readonly b: boolean;
}

/** One subject's scored questions: whether each run was right on its own, and those that both scored. */
export interface ScoredSubject {
  readonly subject: string;
  readonly a: readonly boolean[];
  readonly b: readonly boolean[];
  readonly pairs: readonly ScoredPair[];
}

/** How a run counts. */
export interface CountedRun {
  readonly recipe: string;
  readonly rule: AverageRule;
  /** Questions that the run's selection has, by subject. */
  readonly totals: ReadonlyMap<string, number>;
}

const QUESTION_PARTS = [
  'truncation',
  'prompt',
  'letters',
  'remains',
] as const satisfies readonly DifferencePart[];

/** Both averages, and their difference as parts that sum to it. At least one question is in both runs. */
export function splitDifference(
  subjects: readonly ScoredSubject[],
  runA: CountedRun,
  runB: CountedRun,
): NonNullable<ExamExplanation['split']> {
  const { rule } = runB;
  const a = averageOf(runA, subjects, 'a');
  const b = averageOf(runB, subjects, 'b');
  const aByRuleOfB = average(rule, ratiosOf(subjects, 'a'));
  const shared = subjects.map(({ pairs }) => pairs).filter((pairs) => pairs.length > 0);
  const onShared = (run: 'a' | 'b'): number =>
    average(
      rule,
      shared.map((pairs) => ratioOf(pairs.map((pair) => pair[run]))),
    );
  return {
    a,
    b,
    difference: b.accuracy - a.accuracy,
    parts: [
      { part: 'averaging', difference: aByRuleOfB - a.accuracy, counts: null },
      {
        part: 'unshared',
        difference: onShared('a') - aByRuleOfB + (b.accuracy - onShared('b')),
        counts: unsharedCounts(subjects),
      },
      ...QUESTION_PARTS.map((part) => questionPart(part, shared, rule)),
    ],
  };
}

function averageOf(
  { recipe, rule, totals }: CountedRun,
  subjects: readonly ScoredSubject[],
  run: 'a' | 'b',
): ExplainedAverage {
  return {
    recipe,
    rule,
    accuracy: average(rule, ratiosOf(subjects, run)),
    subjects: subjects.filter((one) => one[run].length > 0).map(({ subject }) => subject),
    scored: subjects.reduce((sum, one) => sum + one[run].length, 0),
    total: subjects.reduce((sum, { subject }) => sum + (totals.get(subject) ?? 0), 0),
  };
}

/** A run's subjects that have a scored question. */
function ratiosOf(subjects: readonly ScoredSubject[], run: 'a' | 'b'): Ratio[] {
  return subjects.map((one) => ratioOf(one[run])).filter(({ whole }) => whole > 0);
}

function ratioOf(rights: readonly boolean[]): Ratio {
  return { part: countRight(rights), whole: rights.length };
}

function countRight(rights: readonly boolean[]): number {
  return rights.filter(Boolean).length;
}

/** What the questions of one part add: those won less those lost, with the weight that the rule gives each. */
function questionPart(
  part: ScoredPair['part'],
  shared: readonly (readonly ScoredPair[])[],
  rule: AverageRule,
): ExplainedPart {
  const counted = shared.map((pairs) => {
    const own = pairs.filter((pair) => pair.part === part);
    return {
      questions: own.length,
      onlyA: own.filter(({ a, b }) => a && !b).length,
      onlyB: own.filter(({ a, b }) => b && !a).length,
      whole: pairs.length,
    };
  });
  const sum = (key: 'questions' | 'onlyA' | 'onlyB'): number =>
    counted.reduce((total, one) => total + one[key], 0);
  return {
    part,
    difference: average(
      rule,
      counted.map(({ onlyA, onlyB, whole }) => ({ part: onlyB - onlyA, whole })),
    ),
    counts: { questions: sum('questions'), onlyA: sum('onlyA'), onlyB: sum('onlyB') },
  };
}

/** Questions that one run alone scored, and those of them that it was right on. */
function unsharedCounts(subjects: readonly ScoredSubject[]): ExplainedPart['counts'] {
  const pairs = subjects.flatMap((one) => one.pairs);
  const [a, b] = [subjects.flatMap((one) => one.a), subjects.flatMap((one) => one.b)];
  return {
    questions: a.length + b.length - 2 * pairs.length,
    onlyA: countRight(a) - pairs.filter((pair) => pair.a).length,
    onlyB: countRight(b) - pairs.filter((pair) => pair.b).length,
  };
}
