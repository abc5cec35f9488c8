import type { BenchmarkId, Split } from './question.ts';
import type { AverageRule, Interval } from './summary.ts';

/** A row of a table that others published, as it is printed there. */
export interface PublishedRow {
  /** The model's name, letter for letter. */
  readonly printed: string;
  /** The model's own name, the same in every table. */
  readonly model: string;
  /** Footnote markers as printed. */
  readonly marks: readonly string[];
  /** How the numbers came about: a key of the table's `obtained`. */
  readonly obtained: string;
  /** Percentages in the order of the columns, with their decimals (`34.50`); null where a cell is empty. */
  readonly values: readonly (string | null)[];
}

/** A table of exam scores that others published: facts, with where they stand. */
export interface PublishedTable {
  readonly table: string;
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly source: {
    readonly document: string;
    readonly url: string;
    readonly revision?: string;
    /** ISO 8601. */
    readonly date: string;
  };
  readonly shots: number;
  /** The split that the numbers are of, or null where the source names none. */
  readonly split: Split | null;
  readonly decimals: number;
  /** The way under `obtained` that is the source's own, which `recipe` and `precision` are of; absent for all ways. */
  readonly own?: string;
  /** The recipe that asks as the source says it did; absent where there is none. */
  readonly recipe?: string;
  /** Number format of the weights in the source's script; absent where no script is published. */
  readonly precision?: string;
  /** Heading of the column of models. */
  readonly head: string;
  readonly columns: readonly string[];
  /** What each marker says. */
  readonly footnotes: Readonly<Record<string, string>>;
  readonly obtained: Readonly<Record<string, string>>;
  readonly rows: readonly PublishedRow[];
}

/** What may make a run's number another than a published one of the same model. */
export type Cause = 'protocol' | 'recipe' | 'split' | 'averaging' | 'precision' | 'letters' | 'prompts';

/** A cause, and what it is in a cell. */
export interface Explanation {
  readonly cause: Cause;
  readonly text: string;
}

/** A run's number beside the published one of the same column. */
export interface CheckedCell {
  readonly column: string;
  /** The rule of the run's average, or null where the recipe has no such column. */
  readonly rule: AverageRule | null;
  readonly accuracy: number | null;
  readonly interval: Interval | null;
  readonly scored: number;
  readonly total: number;
  /** The run's accuracy by the other rule. */
  readonly byOtherRule: number | null;
  /** As printed, in percent. */
  readonly published: string | null;
  /** About what the published number's own interval is; null where nobody says how many questions it is over. */
  readonly publishedInterval: Interval | null;
  /** Run less published in percentage points, the run's number unrounded. */
  readonly difference: number | null;
  /** `unknown` where either number is missing. */
  readonly finding: 'inside' | 'outside' | 'unknown';
  /** Whether the printed number lies in the run's interval, whatever tolerance is asked; null where either is missing. */
  readonly withinSamplingError: boolean | null;
  /**
   * What may explain a number that is outside or beyond the run's sampling error, in the order in which it is worth
   * looking at; empty for all others.
   */
  readonly explanations: readonly Explanation[];
}

/** A run on one exam beside one row of a published table. */
export interface CardCheck {
  readonly table: string;
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly source: PublishedTable['source'];
  readonly decimals: number;
  readonly row: Pick<PublishedRow, 'printed' | 'model'> & {
    /** How its numbers came about. */
    readonly obtained: string;
    /** What its marks say. */
    readonly notes: readonly string[];
  };
  readonly cells: readonly CheckedCell[];
  /** Why the run is no whole run of the exam; empty for one that is. */
  readonly faults: readonly string[];
}
