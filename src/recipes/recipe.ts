import type { AverageRule, BenchmarkId, LetterRule, Question, ScoreKind, Split } from '../records.ts';

/** Which questions become the shots of a question, and in which order. */
export type ShotRule =
  /** Rows of the dev split by position; the same for every question. */
  | { readonly kind: 'dev-rows'; readonly rows: readonly number[] }
  /** Rows of the dev split, for each question in ascending order of sha256(`salt|{question id}|{row}`). */
  | { readonly kind: 'dev-hash'; readonly salt: string; readonly count: number }
  /**
   * No dev split: records of the scored split in ascending order of sha256(`salt|{benchmark}/{subject}|{index}`);
   * the first ones are the shots, the rest less repetitions of a shot is scored.
   */
  | { readonly kind: 'hash-split'; readonly salt: string; readonly count: number };

/** The pieces that a prompt is made of: header, then shots, then item, by plain concatenation. */
export interface Layout {
  /** Text before everything else. */
  header(subjectName: string): string;
  /** A solved question, with its separators. */
  shot(question: Question, answer: string, subjectName: string): string;
  /** The question to answer, up to where the letter would follow. */
  item(question: Question, subjectName: string): string;
  /** What stands between the end of an item and the letter in this layout's shots. */
  readonly gap: string;
  /** Text between the last shot (or the header, with no shot) and the item. */
  readonly beforeItem?: string;
}

export interface Overflow {
  /** Tokens that a prompt may have; `context` = the model's context length less the letter. */
  readonly limit: number | 'context';
  /** Drop shots from the end and then cut on the left, or cut on the left at once. */
  readonly rule: 'drop-shots' | 'cut-left';
}

/** How one recipe treats one benchmark. */
export interface BenchmarkRecipe {
  /** Splits in order of preference; the first one whose copy has answers is run. */
  readonly splits: readonly Split[];
  readonly shots: ShotRule;
  layout(subject: string): Layout;
  /** The subject's name in the layout; `displayName` is the one of its data set. */
  subjectName(subject: string, displayName: string): string;
  readonly letters: LetterRule;
  readonly score: ScoreKind;
  /** `never`: no BOS. `tokenizer`: as tokenizer_config.json says. */
  readonly bos: 'never' | 'tokenizer';
  readonly overflow: Overflow;
  /** Rule of the card's total and of its category columns. */
  readonly average: { readonly total: AverageRule; readonly category: AverageRule };
  /** Subjects that this recipe puts in another category than the benchmark does. */
  readonly categories?: Readonly<Record<string, string>>;
  readonly decimals: number;
  /** Ways in which this recipe departs from its source, said in every report. */
  readonly deviations: readonly string[];
}

/** A frozen way of asking and counting. A change of any byte it produces is a new recipe. */
export interface Recipe {
  readonly id: string;
  readonly description: string;
  /** What it reproduces: paper, script and revision. */
  readonly source: string;
  readonly benchmarks: Readonly<Partial<Record<BenchmarkId, BenchmarkRecipe>>>;
}
