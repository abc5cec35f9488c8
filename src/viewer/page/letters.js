import { element } from './dom.js';
import { decimals, percent } from './words.js';

/** @typedef {import('./detail.js').Side} Side */

/** @type {Readonly<Record<import('../../records.ts').RecordedScoreKind, string>>} */
const SCORES = { logit: 'logit', logprob: 'log-probability', loss: 'loss a token, negated' };

/**
 * The letters with what each run gave them: the score, and the probability among the letters as a bar.
 *
 * @param {readonly Side[]} sides
 * @param {readonly string[]} options Texts in letter order; empty where they are not known.
 */
export function letterTable(sides, options) {
  const letters = Math.max(options.length, ...sides.map(({ entry }) => entry.scores.length));
  if (letters === 0) return element('p', { class: 'hint' }, 'No letter has a score.');
  const heads = sides.flatMap(({ name, entry }) => {
    const before = name === null ? '' : `${name} `;
    return [
      element('th', { scope: 'col', class: 'number' }, before + SCORES[entry.kind]),
      element('th', { scope: 'col' }, `${before}probability`),
    ];
  });
  const rows = Array.from({ length: letters }, (_, index) => letterRow(index, sides, options[index]));
  return element(
    'table',
    { class: 'letters' },
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Letter'), ...heads)),
    element('tbody', {}, ...rows),
  );
}

/**
 * @param {number} index
 * @param {readonly Side[]} sides
 * @param {string | undefined} text
 */
function letterRow(index, sides, text) {
  const letter = String.fromCharCode('A'.charCodeAt(0) + index);
  const isGold = sides.some(({ entry }) => entry.gold === letter);
  const marks = [
    ...(isGold ? [element('span', { class: 'mark gold' }, 'answer')] : []),
    ...sides
      .filter(({ entry }) => entry.chosen === letter)
      .map(({ name }) => element('span', { class: 'mark' }, name === null ? 'chosen' : `${name} chose`)),
  ];
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      element('span', { class: 'letter' }, letter),
      ...(text === undefined ? [] : [element('bdi', { class: 'option' }, text)]),
      ...marks,
    ),
    ...sides.flatMap(({ entry }) => [
      element('td', { class: 'number' }, decimals(entry.scores[index] ?? null)),
      element('td', {}, bar(entry.probabilities[index] ?? null, entry.chosen === letter)),
    ]),
  );
}

/**
 * The number says it too, so that nobody needs the bar.
 *
 * @param {number | null} probability
 * @param {boolean} chosen
 */
function bar(probability, chosen) {
  const filled = element('span', { class: chosen ? 'filled chosen' : 'filled' });
  filled.style.width = `${(probability ?? 0) * 100}%`;
  return element(
    'span',
    { class: 'bar' },
    element('span', { class: 'track', 'aria-hidden': 'true' }, filled),
    element('span', { class: 'number' }, percent(probability)),
  );
}
