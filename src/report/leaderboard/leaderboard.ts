import type { PublishedTable } from '../../records.ts';

/** A percentage as it is shown, or an empty cell. */
export interface LeaderboardCell {
  /** With the table's decimals; null where there is none. */
  readonly value: string | null;
  /** `n/N` where fewer questions were scored than the column has. */
  readonly counted: string | null;
  /** Whether no other row that compares has a higher value in this column. */
  readonly best: boolean;
  readonly marks: readonly string[];
}

/** A row that others published (`quoted`), or a run (`measured`). */
export interface LeaderboardRow {
  /** The name as the source prints it, or as the run has it. */
  readonly name: string;
  /** The model's own name. */
  readonly model: string;
  readonly origin: 'quoted' | 'measured';
  /** How a quoted row came about, or the run's id. */
  readonly obtained: string;
  /** False for a run that is not of the whole exam on the table's split; true for every quoted row. */
  readonly compares: boolean;
  readonly marks: readonly string[];
  readonly cells: readonly LeaderboardCell[];
}

/** A footnote: a quoted table's with its own mark, a measured row's with a letter. */
export interface LeaderboardNote {
  readonly mark: string;
  readonly text: string;
}

/** A table with published rows, measured rows, or both, ready for every renderer. */
export interface Leaderboard {
  /** The published table's id; `<id>-samples` for runs of the sample questions. */
  readonly table: string;
  readonly title: string;
  readonly head: string;
  readonly columns: readonly string[];
  /** Where the quoted rows stand, or null where there are none. */
  readonly source: PublishedTable['source'] | null;
  readonly rows: readonly LeaderboardRow[];
  readonly notes: readonly LeaderboardNote[];
}
