import type { BenchmarkId, Question, Split } from '../records.ts';

/** What an exam file holds. */
export interface Place {
  readonly subject: string;
  readonly split: Split;
}

/** An exam file to be read. */
export interface ExamFile {
  /** Data set and path, for messages. */
  readonly source: string;
  /** Path below the data set's root. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** `benchmark/subject/split`, for the questions' ids. */
  readonly set: string;
}

/** All that finding and reading needs to know of one benchmark's files. */
export interface ExamLayout {
  readonly benchmark: BenchmarkId;
  readonly title: string;
  /** What its folder or archive (less the ending) is called inside a data folder. */
  readonly names: readonly string[];
  /** Where its files stand below a data folder that is nothing but a copy of it; folders, or archives less the ending. */
  readonly inside: readonly string[];
  readonly subjects: readonly string[];
  /** What a file holds by its path below the data set's root; null for a path that is no exam file. */
  place(name: string): Place | null;
  /** The usable questions of a file, in file order. Throws FormatError. */
  read(file: ExamFile): Promise<readonly Question[]>;
}
