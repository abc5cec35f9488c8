import type { Split } from './question.ts';

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
  /** Null where no question was scored, or none has probabilities. */
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
