import type { ExamData } from '../datasets/exam-data.ts';
import type { BenchmarkId, Split } from '../records.ts';

export type { ExamData, SourceFile } from '../datasets/exam-data.ts';

/** A subject (AGIEval: a task, GAOKAO-Bench: a file) as the data set names it. */
export interface Subject {
  readonly id: string;
  /** The benchmark's own grouping (C-Eval: STEM …, MMLU: after hendrycks/test); null where it has none. */
  readonly category: string | null;
  /** The name that the data set's authors use in prompts: Chinese for C-Eval, words for MMLU; recipes may have others. */
  readonly displayName: string;
  /** False for subjects that run only when they are named (JEC-QA). */
  readonly byDefault: boolean;
}

/** A number of the card's table: which subjects it is over. */
export interface CardColumn {
  readonly name: string;
  readonly over:
    | { readonly kind: 'default-subjects' }
    | { readonly kind: 'category'; readonly category: string }
    | { readonly kind: 'subjects'; readonly subjects: readonly string[] };
}

/** All that shared code needs to know of a benchmark; nothing else asks for a benchmark's name. */
export interface Benchmark {
  readonly id: BenchmarkId;
  readonly title: string;
  readonly subjects: readonly Subject[];
  /** Splits that can be scored, the usual one first. */
  readonly splits: readonly Split[];
  /** The card's columns in the card's order. */
  readonly columns: readonly CardColumn[];
  /** Further averages that stand in JSON and in the detail, not in the card's table. */
  readonly alsoReported: readonly CardColumn[];
  /** Where the files come from and under which terms, for `datasets list` and for the message of a miss. */
  readonly source: {
    readonly url: string;
    readonly licence: string;
    readonly howToGet: string;
    /** The data set on huggingface.co, where it has one of the whole exam. */
    readonly hubId?: string;
  };
  /** The split whose answers the exam's authors take, and where; absent where they take none. */
  readonly submission?: { readonly split: Split; readonly url: string };
  /**
   * Looks for the data set inside a data folder.
   * Returns null where nothing of it is there.
   * Throws InputError where it is there but can't be read.
   */
  open(dataFolder: string): Promise<ExamData | null>;
}
