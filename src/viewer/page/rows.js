import { element } from './dom.js';
import { decimals, KINDS, OUTCOMES, percent } from './words.js';

/** @typedef {import('./list.js').Row} Row */

export const QUESTION_COLUMNS = ['Question', 'Chose', 'Answer', 'Outcome', 'Probability', 'Margin'];

/**
 * @param {import('../answers.ts').QuestionRow} question
 * @returns {Row}
 */
export function questionRow({ id, chosen, gold, outcome, probability, margin, tie }) {
  return {
    id,
    cells: [
      idText(id),
      chosen ?? '–',
      gold ?? '–',
      outcomeMark(outcome),
      percent(probability),
      tie ? 'tie' : decimals(margin),
    ],
  };
}

export const PAIR_COLUMNS = ['Question', 'Answer', 'A', 'A margin', 'B', 'B margin', 'Difference'];

/**
 * @param {import('../answers.ts').PairRow} pair
 * @returns {Row}
 */
export function pairRow({ id, gold, kind, a, b }) {
  return {
    id,
    cells: [
      idText(id),
      gold ?? '–',
      sideMark(a),
      decimals(a?.margin ?? null),
      sideMark(b),
      decimals(b?.margin ?? null),
      KINDS[kind],
    ],
  };
}

/**
 * May be broken where its parts end.
 *
 * @param {string} id
 */
function idText(id) {
  const parts = id.split(/(?<=[/_-])/).flatMap((part) => [part, element('wbr', {})]);
  return element('bdi', {}, ...parts);
}

/** @param {import('../../records.ts').Outcome} outcome */
export function outcomeMark(outcome) {
  return element('span', { class: `outcome ${outcome}` }, OUTCOMES[outcome]);
}

/**
 * The letter alone: whether it is right, the answer beside it says.
 *
 * @param {import('../answers.ts').PairSide | null} side
 */
function sideMark(side) {
  if (side === null) return 'not asked';
  if (side.chosen === null) return outcomeMark(side.outcome);
  return element('span', { class: `outcome ${side.outcome}` }, side.chosen);
}
