import { element } from './dom.js';
import { count } from './words.js';

/** @typedef {import('../answers.ts').TextsAnswer} TextsAnswer */

/**
 * A question's texts, and its prompt; or why they are not here.
 *
 * @param {TextsAnswer} texts
 * @returns {{ readonly question: readonly Node[], readonly prompt: readonly Node[] }}
 */
export function textsElements(texts) {
  if (!texts.found) return { question: missing(texts), prompt: [] };
  const { passage, stem, warnings } = texts;
  return {
    question: [
      ...warnings.map((warning) => element('p', { class: 'warning' }, warning)),
      ...(passage === null ? [] : [text('passage', passage)]),
      text('stem', stem),
    ],
    prompt: [promptElement(texts)],
  };
}

/** @param {import('../answers.ts').MissingTexts} texts */
function missing({ why, command }) {
  return [
    element(
      'div',
      { class: 'warning' },
      element(
        'p',
        {},
        'The journal has no texts, and the data that has them was not found here. ',
        element('bdi', {}, why),
      ),
      element('p', {}, 'Start the viewer with --data, or see the prompt with'),
      element('pre', {}, command),
    ),
  ];
}

/** @param {import('../answers.ts').FoundTexts} texts */
function promptElement({ prompt, shotIds, asAsked, location }) {
  const shots = shotIds.length === 0 ? 'no shot' : `${shotIds.length} shots`;
  const which = asAsked ? 'Prompt as it was asked' : 'Prompt as the data gives it now';
  return element(
    'details',
    {},
    element('summary', {}, `${which}: ${shots}, ${count(prompt.length)} characters`),
    element('pre', { tabindex: '0', 'aria-label': 'Prompt' }, prompt),
    element(
      'p',
      { class: 'hint' },
      element('bdi', {}, `From ${location}. Shots: ${shotIds.join(' ') || 'none'}`),
    ),
  );
}

/**
 * @param {string} kind
 * @param {string} content
 */
function text(kind, content) {
  return element(
    'p',
    kind === 'passage' ? { class: kind, tabindex: '0' } : { class: kind },
    element('bdi', {}, content),
  );
}
