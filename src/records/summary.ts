import type { Diagnostics } from './diagnostics.ts';
import type { BenchmarkId, Outcome, Split } from './question.ts';

/** How several accuracies become one: right answers over all questions, or the plain mean over subjects. */
export type AverageRule = 'pooled' | 'subject-mean';

/** The bounds of a 95 % confidence interval, the questions seen as a sample of all such questions. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How often each outcome occurred. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** Accuracy of a set of questions, with what it is out of. */
export interface Tally {
  readonly counts: OutcomeCounts;
  /** Questions scored and labelled: right + wrong. */
  readonly scored: number;
  /** Questions that the benchmark has in this split and filter, run or not. */
  readonly total: number;
}

export interface SubjectSummary extends Tally {
  readonly subject: string;
  readonly split: Split;
  readonly category: string | null;
  /** right / scored, or null where nothing was scored. */
  readonly accuracy: number | null;
  /** Of the accuracy (Wilson), or null with it. */
  readonly interval: Interval | null;
  /** Mean number of shots that were in the prompts, or null where nothing ran. */
  readonly meanShotsUsed: number | null;
  /** Questions that lost tokens on the left. */
  readonly truncated: number;
  /** Share of the scored questions whose answer is each letter, as `{ A: 0.24, … }`: what always answering it scores. */
  readonly constantLetter: Readonly<Record<string, number>>;
}

/** One number of a card's table: a category or the total. */
export interface GroupSummary extends Tally {
  readonly name: string;
  /** True for a column of the card's table; the others stand in JSON and in the detail. */
  readonly onCard: boolean;
  /** The rule that the recipe gives to this cell. */
  readonly rule: AverageRule;
  /** Accuracy by that rule, or null where a subject of the group has no scored question. */
  readonly accuracy: number | null;
  /** Of the accuracy, by the same rule, or null with it. */
  readonly interval: Interval | null;
  /** Accuracy by every rule, for readers who average otherwise. */
  readonly byRule: Readonly<Record<AverageRule, number | null>>;
  readonly subjects: readonly string[];
  /** True where every question of every subject of the group was scored. */
  readonly complete: boolean;
  /** What always answering one letter scores under the rule, as `{ A: 0.24, … }`; empty where the accuracy is null. */
  readonly constantLetter: Readonly<Record<string, number>>;
}

/** A benchmark's results under one recipe. */
export interface Summary {
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly recipe: string;
  /** The splits that were run, most often one. */
  readonly splits: readonly Split[];
  /** Decimals of the percentages in the card's table. */
  readonly decimals: number;
  readonly groups: readonly GroupSummary[];
  readonly subjects: readonly SubjectSummary[];
  readonly diagnostics: Diagnostics;
  /** Things that a reader of any number above must know (partial data, dropped shots, deviations). */
  readonly notes: readonly string[];
}
