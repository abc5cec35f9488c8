/**
 * Every record that flows through the house, in the order of its one way:
 *
 *   Question -> Prompt -> TokenGroup -> Score -> Verdict -> (journal) -> Summary -> Table -> text
 *
 * A later record names an earlier one by id and never carries it. Each is plain data that serialises
 * to one JSON line. This file imports nothing.
 */

/** `benchmark/subject/split/index`; index is the 0-based row in the source file before any filter. */
export type QuestionId = string;

export type BenchmarkId = 'ceval' | 'gaokao' | 'agieval' | 'mmlu';

export type Split = 'dev' | 'val' | 'test';

/** One single-choice question, its texts exactly as the data set has them (prompts decide about trimming). */
export interface Question {
  readonly id: QuestionId;
  /** Text that stands before the question, or null where the data set has no such field. */
  readonly passage: string | null;
  readonly stem: string;
  /** Option texts in letter order; empty where the stem itself holds the options (GAOKAO-Bench). */
  readonly options: readonly string[];
  /** The letters to choose from, `A` first. */
  readonly letters: readonly string[];
  /** The right letter, or null where the data set publishes none. */
  readonly answer: string | null;
  /** SHA-256 over the trimmed passage, stem and raw options: equal for two records that ask the same thing. */
  readonly contentHash: string;
}

/** The exact text that a question becomes under a recipe, with a given number of shots. */
export interface Prompt {
  readonly questionId: QuestionId;
  readonly recipe: string;
  readonly text: string;
  /** Lower-case hex SHA-256 of the text's UTF-8 bytes. */
  readonly sha256: string;
  /** The shots that are in the text, in their order. */
  readonly shotIds: readonly QuestionId[];
  readonly shotsAsked: number;
  readonly shotsUsed: number;
  readonly letters: readonly string[];
  /** What follows the text for each letter in the recipe's own shots, e.g. ` A` after `Answer:`. */
  readonly continuations: readonly string[];
}

/** How a letter becomes token ids: the last id of the bare letter, or what follows the real prompt. */
export type LetterRule = 'upstream' | 'context';

/** What a score is: a raw logit of one token, or a (summed) natural-log probability. */
export type ScoreKind = 'logit' | 'logprob';

/** What follows a group's prefix for one question. */
export interface Suffix {
  readonly questionId: QuestionId;
  /** Token ids after the prefix; at least one. */
  readonly ids: readonly number[];
  /** Token ids of each letter, in letter order; one id a letter unless the recipe sums log-probabilities. */
  readonly letterIds: readonly (readonly number[])[];
}

/** Questions that begin with the same tokens, so that the prefix is computed once. */
export interface TokenGroup {
  /** For people and logs: `benchmark/subject/split`. */
  readonly subject: string;
  /** Shared leading token ids; may be empty. */
  readonly prefix: readonly number[];
  readonly suffixes: readonly Suffix[];
  readonly kind: ScoreKind;
}

/** What a backend says of one question: a number a letter, or why there is none. */
export type Score = ScoredScore | FailedScore;

interface ScoreCost {
  readonly questionId: QuestionId;
  /** Tokens run through the decoder for this question; the group's prefix counts for its first question. */
  readonly tokensComputed: number;
  /** Tokens whose keys and values were taken from the group's prefix. */
  readonly tokensReused: number;
  readonly milliseconds: number;
}

export interface ScoredScore extends ScoreCost {
  readonly status: 'scored';
  readonly kind: ScoreKind;
  /** One finite number a letter, `A` first. */
  readonly scores: readonly number[];
  /** Probability that the full vocabulary's softmax gives to the letters together; null where unknown. */
  readonly letterMass: number | null;
}

export interface FailedScore extends ScoreCost {
  readonly status: 'failed';
  readonly reason: string;
  /** Present where no model could be scored by this rule (letters that share a token id): the outcome is `unanswerable`. */
  readonly unanswerable?: true;
}

export type Outcome = 'right' | 'wrong' | 'unanswerable' | 'failed' | 'unlabelled';

/** What a score means for its question. */
export interface Verdict {
  readonly questionId: QuestionId;
  /** The letter with the highest score, the first of equals; null where nothing could be chosen. */
  readonly chosen: string | null;
  readonly gold: string | null;
  readonly outcome: Outcome;
  /** Softmax over the letters alone, `A` first; empty where there is no score. */
  readonly probabilities: readonly number[];
  /** Highest score minus the second highest; null where there is no score. */
  readonly margin: number | null;
  /** True where two or more letters share the highest score. */
  readonly tie: boolean;
  /** Why the outcome is `failed` or `unanswerable`. */
  readonly reason?: string;
}

/** One line of a journal: a question's score and verdict, and what its prompt was. */
export interface JournalEntry {
  readonly id: QuestionId;
  readonly chosen: string | null;
  readonly gold: string | null;
  readonly outcome: Outcome;
  /** One number a letter from `A` on; empty where there is no score. */
  readonly scores: readonly number[];
  readonly kind: ScoreKind;
  readonly letterMass: number | null;
  readonly probabilities: readonly number[];
  readonly margin: number | null;
  readonly tie: boolean;
  readonly reason?: string;
  readonly promptSha256: string;
  /** Whole prompt as scored, in tokens. */
  readonly promptTokens: number;
  readonly shotsAsked: number;
  readonly shotsUsed: number;
  /** Tokens cut from the left of a prompt that was too long even without shots; 0 for all others. */
  readonly tokensCut: number;
  readonly tokensComputed: number;
  readonly tokensReused: number;
  readonly milliseconds: number;
}

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

/** How often a letter was chosen and how often it is the answer. */
export interface LetterRates {
  readonly letter: string;
  /** Questions that the letter was chosen for, and their share of all with a choice (null where there is none). */
  readonly picked: number;
  readonly pickRate: number | null;
  /** Scored questions whose answer it is, and their share of the scored (null where none is). */
  readonly gold: number;
  readonly goldRate: number | null;
  /** Scored questions where it was chosen and is the answer. */
  readonly right: number;
}

/** One bar of a reliability plot: scored questions whose confidence is above `low` and at most `high`. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly questions: number;
  /** Mean confidence and share of right answers; null in an empty bin. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** Whether the chosen letter's probability among the letters is how often it is right. */
export interface Calibration {
  readonly questions: number;
  /** Expected calibration error over the bins: 0 is calibrated. */
  readonly ece: number;
  readonly meanConfidence: number;
  readonly accuracy: number;
  /** Bins of equal width from 0 to 1. */
  readonly bins: readonly ReliabilityBin[];
}

/** How far the highest letter was ahead of the second, in logits (or natural log-probabilities). */
export interface Margins {
  /** Questions that have a margin. */
  readonly questions: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Questions where two letters share the highest score. */
  readonly ties: number;
  /** Largest margin that still counts as a near tie, and how many have it or less, ties included. */
  readonly nearTie: number;
  readonly nearTies: number;
  /** Largest margin that another engine can turn round, and what could change within it. */
  readonly noise: number;
  readonly couldFlip: number;
  /** Of those that could flip: right answers that could become wrong, and wrong ones that could become right. */
  readonly couldLose: number;
  readonly couldGain: number;
}

/** Probability that the model gives to the answer letters together, out of its whole vocabulary. */
export interface LetterMass {
  /** Questions of which it is known. */
  readonly questions: number;
  readonly mean: number;
  readonly low: number;
  readonly median: number;
  /** Questions where it is below one half: the model would rather write something else. */
  readonly belowHalf: number;
}

/** A letter that was chosen for all of many questions, or for nearly all. */
export interface ConstantAnswer {
  readonly letter: string;
  readonly picked: number;
  /** Questions with a choice. */
  readonly answered: number;
  /** Of the picked: where other letters had the same score, so that the letter won by standing first. */
  readonly tied: number;
}

/** A subject whose accuracy differs from that of the exam's other subjects by more than chance. */
export interface OutlyingSubject {
  readonly subject: string;
  readonly split: Split;
  readonly right: number;
  readonly scored: number;
  /** Right and scored of all other subjects of the run. */
  readonly othersRight: number;
  readonly othersScored: number;
  /** Fisher's exact p, two-sided, and the same after Holm over the subjects tested. */
  readonly p: number;
  readonly holm: number;
}

/** What the letters' scores tell of a run beside its accuracy. */
export interface Diagnostics {
  /** Questions with a chosen letter, labelled or not. */
  readonly answered: number;
  /** Null where the backend told it of no question. */
  readonly letterMass: LetterMass | null;
  readonly letters: readonly LetterRates[];
  /** Null where no question was scored. */
  readonly calibration: Calibration | null;
  /** Null where no question has two scores. */
  readonly margins: Margins | null;
  readonly constantAnswer: ConstantAnswer | null;
  /** The same within single subjects. */
  readonly constantSubjects: readonly (ConstantAnswer & {
    readonly subject: string;
    readonly split: Split;
  })[];
  readonly outOfLine: {
    /** Largest corrected p of a subject that is listed. */
    readonly alpha: number;
    /** Subjects that were tested. */
    readonly tested: number;
    /** Farthest first. */
    readonly subjects: readonly OutlyingSubject[];
  };
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
  /** Questions that both runs scored, and how many the subjects have. */
  readonly compared: number;
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

/** The part of a summary that the card's tables and leaderboards are made of; what is read back from summary.json. */
export interface TabledSummary extends Pick<
  Summary,
  'benchmark' | 'title' | 'recipe' | 'splits' | 'notes' | 'decimals'
> {
  readonly groups: readonly Pick<
    GroupSummary,
    'name' | 'onCard' | 'rule' | 'accuracy' | 'counts' | 'scored' | 'total' | 'subjects'
  >[];
  readonly subjects: readonly Pick<
    SubjectSummary,
    'subject' | 'split' | 'counts' | 'scored' | 'total' | 'meanShotsUsed' | 'truncated' | 'constantLetter'
  >[];
}

/** A cell: a number with what it is out of, or a text. Renderers decide how it looks. */
export type Cell =
  | { readonly type: 'text'; readonly text: string; readonly marks?: readonly number[] }
  | { readonly type: 'count'; readonly value: number }
  | {
      readonly type: 'percent';
      /** Fraction 0 to 1, or null where it is not known. */
      readonly value: number | null;
      readonly decimals: number;
      readonly scored: number;
      readonly total: number;
      /** Numbers of the footnotes that this cell carries. */
      readonly marks: readonly number[];
    };

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly footnotes: readonly string[];
}

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
export type Cause = 'recipe' | 'split' | 'averaging' | 'precision' | 'letters' | 'prompts';

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
  /** What may explain a number that is outside or beyond the run's sampling error; empty for all others. */
  readonly causes: readonly Cause[];
}

/** A run on one exam beside one row of a published table. */
export interface CardCheck {
  readonly table: string;
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly source: PublishedTable['source'];
  readonly decimals: number;
  readonly row: Pick<PublishedRow, 'printed' | 'model'> & {
    /** How its numbers came about, and what its marks say, as sentences. */
    readonly notes: readonly string[];
  };
  readonly cells: readonly CheckedCell[];
  /** What each cause is here, in the order in which they are worth looking at. */
  readonly explanations: readonly { readonly cause: Cause; readonly text: string }[];
  /** Why the run is no whole run of the exam; empty for one that is. */
  readonly faults: readonly string[];
}
