/**
 * Largest margin that another engine in float32 can turn round: a letter's logit was at most 0.000043 off from
 * transformers' over 841 questions of the four exams (docs/parity.md), so a difference of two at most twice that, rounded up.
 */
export const ENGINE_NOISE = 0.0001;

/**
 * Largest margin of a near tie: one step of float16 between logits of 16 and 32, where those of the measured models mostly
 * lie (docs/parity.md). An engine that gives its logits in half precision can take the two letters for equal.
 */
export const NEAR_TIE = 2 ** -6;

/**
 * Share of the choices from which one letter is called nearly constant. What is not that letter can add at most a tenth
 * to what always answering it scores, and in none of the four exams is a letter the answer to even a third.
 */
export const NEARLY_CONSTANT = 0.9;

/** Fewest choices of which that is said: ten alike come from four equally likely letters 4 times in a million. */
export const FEWEST_CHOICES = 10;

/** Bars of the reliability plot, the number of Guo et al.'s plots (ICML 2017, On Calibration of Modern Neural Networks). */
export const BINS = 10;

/** Chance that a subject is listed as out of line although none is, over all subjects of an exam. */
export const OUT_OF_LINE_ALPHA = 0.05;

/** Where fewer than half of the model's probability is on the letters, it would rather write something else. */
export const HALF_MASS = 0.5;

/** Share of the lowest and of the highest values that the bounds of a spread leave out. */
export const TAIL = 0.05;
