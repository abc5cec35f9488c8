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

/**
 * How the letters of a run were read: by a rule of fiveshot's, or, in an imported run, as the likeliest of the options' whole
 * texts or out of text that the model wrote.
 */
export type RecordedLetters = LetterRule | 'option-texts' | 'generated';

/** What a score is: a raw logit of one token, or a (summed) natural-log probability. */
export type ScoreKind = 'logit' | 'logprob';

/**
 * What the scores of a journal entry are. `loss`, of imported runs alone: the mean natural-log loss a token of the whole text
 * with the letter, negated. It tells which letter is ahead and gives no probability and no margin.
 */
export type RecordedScoreKind = ScoreKind | 'loss';

/** What follows a group's prefix for one question. */
export interface Suffix {
  readonly questionId: QuestionId;
  /** Token ids after the prefix; at least one. */
  readonly ids: readonly number[];
  /** Token ids of each letter, in letter order; one id a letter unless the recipe sums log-probabilities. */
  readonly letterIds: readonly (readonly number[])[];
  /** Present where no score is wanted: it is in the group for what it changes in the last digits of those beside it. */
  readonly silent?: true;
}

/**
 * Questions that begin with the same tokens, so that the prefix is computed once. What it shares with the prefix of the group
 * before it is not computed again either.
 */
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
  /** Tokens run through the decoder for this question; those of the group's prefix, and of silent ones, count for the first beside them. */
  readonly tokensComputed: number;
  /** Tokens whose keys and values were there already, from questions before it. */
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
  /** One number a letter from `A` on; empty where there is no score, as for a letter out of generated text. */
  readonly scores: readonly number[];
  readonly kind: RecordedScoreKind;
  readonly letterMass: number | null;
  readonly probabilities: readonly number[];
  readonly margin: number | null;
  readonly tie: boolean;
  readonly reason?: string;
  readonly promptSha256: string;
  /** Whole prompt as scored, in tokens; 0 in an imported run, whose log does not tell. */
  readonly promptTokens: number;
  readonly shotsAsked: number;
  readonly shotsUsed: number;
  /** Tokens cut from the left of a prompt that was too long even without shots; 0 for all others. */
  readonly tokensCut: number;
  readonly tokensComputed: number;
  readonly tokensReused: number;
  readonly milliseconds: number;
}
