import type { BenchmarkId, Split } from './question.ts';
import type { AverageRule, Interval } from './summary.ts';

/** On how many of the same questions two runs, A and B, were right. */
export interface PairCounts {
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
}

/** How many questions of two runs were not compared, by why; the outcome is that of either run. */
export interface UncomparedCounts {
  readonly onlyInA: number;
  readonly onlyInB: number;
  readonly failed: number;
  readonly unanswerable: number;
  readonly unlabelled: number;
}

/** Two runs on one subject, over the questions that both scored. */
export interface SubjectComparison {
  readonly subject: string;
  readonly split: Split;
  /** Questions that the benchmark has in this split and filter. */
  readonly total: number;
  /** Questions that both runs scored: the sum of the pairs. */
  readonly compared: number;
  readonly pairs: PairCounts;
  readonly uncompared: UncomparedCounts;
  /** Compared questions that were asked in other words: shots that did not fit, letters of another tokenizer. */
  readonly otherPrompts: number;
  /** McNemar's exact p, and the same after Holm over the subjects; null where nothing was compared. */
  readonly mcNemar: number | null;
  readonly holm: number | null;
}

/** One run's average over the compared questions. */
export interface ComparedAccuracy {
  readonly accuracy: number;
  readonly interval: Interval;
}

/** What two runs' answers to the same questions say of B's average against A's. */
export interface ComparedAverage {
  readonly rule: AverageRule;
  /** The subjects that are in it. */
  readonly subjects: readonly string[];
  /** Questions that both runs scored. */
  readonly compared: number;
  /** Questions that either run asked and that were not compared, those without an answer in the data aside. */
  readonly uncompared: number;
  /** Questions that the subjects have which either run covers, compared or not. */
  readonly total: number;
  readonly pairs: PairCounts;
  readonly a: ComparedAccuracy;
  readonly b: ComparedAccuracy;
  /** B's accuracy less A's. */
  readonly difference: number;
  readonly interval: Interval;
  /** Of the test that fits the rule: McNemar's for `pooled`, sign flips for `subject-mean`. */
  readonly p: number;
  /** McNemar's exact p over all questions, whatever the rule. */
  readonly mcNemar: number;
  /** Whether p is at most alpha, and to whose favour. */
  readonly finding: 'better' | 'worse' | 'undecided';
}

/** Two runs on one benchmark. */
export interface ExamComparison {
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly recipe: string;
  readonly decimals: number;
  /** Null where no question was scored in both runs. */
  readonly average: ComparedAverage | null;
  /** How many subjects the benchmark's own average is over. */
  readonly averageOver: number;
  readonly subjects: readonly SubjectComparison[];
  /** Things that a reader of any number above must know. */
  readonly notes: readonly string[];
}

/** What can make B's average another than A's, in the order in which the difference is split. */
export type DifferencePart = 'averaging' | 'unshared' | 'truncation' | 'prompt' | 'letters' | 'remains';

/** One part of the difference between two runs' averages. */
export interface ExplainedPart {
  readonly part: DifferencePart;
  /** What it adds to B's average less A's, as a fraction. */
  readonly difference: number;
  /** Its questions, and those that one run alone was right on; null for averaging, which is over A's questions as they are. */
  readonly counts: {
    readonly questions: number;
    readonly onlyA: number;
    readonly onlyB: number;
  } | null;
}

/** One run's average by its own recipe. */
export interface ExplainedAverage {
  readonly recipe: string;
  readonly rule: AverageRule;
  readonly accuracy: number;
  /** The subjects that are in it: those with a scored question. */
  readonly subjects: readonly string[];
  readonly scored: number;
  readonly total: number;
}

/** Why two runs have different averages on one benchmark. */
export interface ExamExplanation {
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly decimals: number;
  /** Null where no question was scored in both runs. */
  readonly split: {
    readonly a: ExplainedAverage;
    readonly b: ExplainedAverage;
    /** B's accuracy less A's: the sum of the parts. */
    readonly difference: number;
    readonly parts: readonly ExplainedPart[];
  } | null;
  /** How many subjects the benchmark's own average is over. */
  readonly averageOver: number;
  /** Things that a reader of any number above must know. */
  readonly notes: readonly string[];
}
