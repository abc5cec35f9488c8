/** @type {Readonly<Record<import('../../records.ts').Outcome, string>>} */
export const OUTCOMES = {
  right: 'right',
  wrong: 'wrong',
  unanswerable: 'unanswerable',
  failed: 'failed',
  unlabelled: 'no answer known',
};

/** @type {Readonly<Record<import('../answers.ts').PairKind, string>>} */
export const KINDS = {
  'only-a': 'only A right',
  'only-b': 'only B right',
  'other-letters': 'other letters',
  'same-letter': 'same letter',
  'not-compared': 'not compared',
};

/** @param {number | null} value A margin or a score. */
export function decimals(value) {
  return value === null ? '–' : value.toFixed(3).replace('-', '−');
}

/** @param {number | null} value A fraction from 0 to 1. */
export function percent(value) {
  return value === null ? '–' : `${(value * 100).toFixed(1)} %`;
}

/** @param {number} value A count. */
export function count(value) {
  return value.toLocaleString('en-GB');
}

/**
 * A run's name where several are told apart.
 *
 * @param {import('../answers.ts').RunAnswer} run
 */
export function runName({ model, precision, recipe, id }) {
  return `${model}, ${precision}, ${recipe}, run ${id}`;
}
