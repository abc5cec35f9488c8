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
 * The part before the last two is the same for a whole subject, and the first to go where there is no room.
 *
 * @param {string} id
 */
function idText(id) {
  return element('bdi', { class: 'id', title: id }, id);
}

/** @param {import('../../records.ts').Outcome} outcome */
export function outcomeMark(outcome) {
  return element('span', { class: `outcome ${outcome}` }, OUTCOMES[outcome]);
}

/** @param {import('../answers.ts').PairSide | null} side */
function sideMark(side) {
  if (side === null) return 'not asked';
  if (side.chosen === null) return outcomeMark(side.outcome);
  return element('span', { class: `outcome ${side.outcome}` }, `${side.chosen} ${OUTCOMES[side.outcome]}`);
}
