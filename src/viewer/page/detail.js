import { byId, element } from './dom.js';
import { letterTable } from './letters.js';
import { outcomeMark } from './rows.js';
import { textsElements } from './texts.js';
import { count, decimals, percent, runName } from './words.js';

/** @typedef {import('../../records.ts').JournalEntry} JournalEntry */

/**
 * One run's answer to a question. `name` tells two runs apart; null where there is one.
 *
 * @typedef {{
 *   readonly name: string | null,
 *   readonly run: import('../answers.ts').RunAnswer,
 *   readonly entry: JournalEntry,
 * }} Side
 */

const pane = byId('detail', HTMLElement);

/** @param {string} text */
export function showHint(text) {
  pane.replaceChildren(element('p', { class: 'hint' }, text));
}

/**
 * Shows a question as one or two runs answered it. The texts come when they are there, for they are read from elsewhere.
 *
 * @param {string} id
 * @param {readonly Side[]} sides
 * @param {Promise<import('../answers.ts').TextsAnswer>} askedTexts
 */
export async function showQuestion(id, sides, askedTexts) {
  const texts = element('div', { class: 'texts' }, element('p', { class: 'hint' }, 'Reading the texts…'));
  const letters = element('div', {}, letterTable(sides, []));
  const prompt = element('div', {});
  pane.replaceChildren(
    element('h2', {}, element('bdi', {}, id)),
    ...sides.map(verdict),
    texts,
    letters,
    prompt,
    element('h3', {}, 'Facts'),
    facts(sides),
  );
  pane.scrollTop = 0;
  try {
    const found = await askedTexts;
    const shown = textsElements(found);
    texts.replaceChildren(...shown.question);
    prompt.replaceChildren(...shown.prompt);
    if (found.found) letters.replaceChildren(letterTable(sides, found.options));
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    texts.replaceChildren(element('p', { class: 'warning' }, sentence));
  }
}

/** @param {Side} side */
function verdict({ name, entry }) {
  const { chosen, gold, outcome, margin, tie, reason } = entry;
  const what = chosen === null ? `no choice: ${reason ?? 'no reason given'}` : `chose ${chosen}`;
  const answer = gold === null ? 'the data has no answer' : `answer ${gold}`;
  const by = margin === null ? [] : [tie ? 'a tie, the first letter counts' : `margin ${decimals(margin)}`];
  const before = name === null ? [] : [element('b', {}, `${name} `)];
  return element(
    'p',
    { class: 'verdict' },
    ...before,
    outcomeMark(outcome),
    ` ${[what, answer, ...by].join(', ')}`,
  );
}

/** @param {readonly Side[]} sides */
function facts(sides) {
  const names = sides.map(({ name }) => element('th', { scope: 'col' }, name ?? ''));
  const head = sides.length > 1 ? [element('tr', {}, element('td', {}), ...names)] : [];
  const rows = FACTS.map(([title, valueOf]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, title),
      ...sides.map((side) => element('td', {}, element('bdi', {}, valueOf(side)))),
    ),
  );
  return element('table', { class: 'facts' }, ...head, ...rows);
}

/** @type {readonly (readonly [title: string, valueOf: (side: Side) => string])[]} */
const FACTS = [
  ['Run', ({ run }) => runName(run)],
  ['Shots', ({ entry }) => `${entry.shotsUsed} of ${entry.shotsAsked}`],
  ['Prompt', ({ entry }) => `${count(entry.promptTokens)} tokens, ${count(entry.tokensCut)} cut on the left`],
  ['Computed', ({ entry }) => `${count(entry.tokensComputed)} tokens, ${count(entry.tokensReused)} reused`],
  ['Time', ({ entry }) => `${count(Math.round(entry.milliseconds))} ms`],
  [
    'Letter mass',
    ({ entry }) =>
      entry.letterMass === null ? 'not known' : `${percent(entry.letterMass)} of the whole vocabulary`,
  ],
  ['Prompt SHA-256', ({ entry }) => entry.promptSha256],
];
