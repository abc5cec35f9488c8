import { byId, element } from './dom.js';
import { count, KINDS, OUTCOMES, runName } from './words.js';

/** @typedef {import('../answers.ts').RunAnswer} RunAnswer */

const form = byId('filters', HTMLFormElement);

/** @type {Readonly<Record<string, readonly (readonly [value: string, text: string])[]>>} */
const ORDERS = {
  questions: [
    ['', 'as in the journal'],
    ['id', 'by id'],
    ['margin-up', 'least sure first'],
    ['margin-down', 'surest first'],
  ],
  compare: [
    ['', 'as in the journal'],
    ['margin-down', 'both surest first'],
    ['margin-up', 'least sure first'],
  ],
};

/**
 * Fills the selects that depend on the runs alone, and hides what the view has no use for.
 *
 * @param {readonly RunAnswer[]} runs
 * @param {string} view
 */
export function prepareFilters(runs, view) {
  const named = runs.map((run) => /** @type {const} */ ([String(run.run), runName(run)]));
  const first = select('b').options.length === 0;
  for (const name of ['run', 'a', 'b']) refill(select(name), named.map(option));
  if (first && runs.length > 1) select('b').value = '1';
  refill(select('sort'), (ORDERS[view] ?? []).map(option));
  showNoCounts();
  if (first) select('kind').value = 'differ';
  for (const label of form.querySelectorAll('label')) {
    const { view: own, needs } = label.dataset;
    label.hidden = (own !== undefined && own !== view) || (needs === 'runs' && runs.length < 2);
  }
}

/**
 * Fills exams and subjects with those of the chosen runs.
 *
 * @param {readonly RunAnswer[]} runs
 */
export function showExams(runs) {
  /** @type {Map<string, import('../answers.ts').ViewedExam>} */
  const exams = new Map(runs.flatMap((run) => run.exams.map((exam) => [exam.benchmark, exam])));
  refill(select('exam'), [
    option(['', 'all']),
    ...[...exams.values()].map(({ benchmark, title }) => option([benchmark, title])),
  ]);
  const chosen = select('exam').value;
  const groups = [...exams.values()].filter(({ benchmark }) => chosen === '' || benchmark === chosen);
  refill(select('subject'), [
    option(['', 'all']),
    ...groups.map(({ benchmark, title, subjects }) =>
      element(
        'optgroup',
        { label: title },
        ...subjects.map(({ subject, asked }) =>
          option([`${benchmark}/${subject}`, `${subject} (${count(asked)})`]),
        ),
      ),
    ),
  ]);
}

/** For as long as nothing is known, or can be. */
export function showNoCounts() {
  showOutcomes({ right: 0, wrong: 0, unanswerable: 0, failed: 0, unlabelled: 0 });
  showKinds({ 'only-a': 0, 'only-b': 0, 'other-letters': 0, 'same-letter': 0, 'not-compared': 0 });
}

/** @param {import('../../records.ts').OutcomeCounts} counts */
export function showOutcomes(counts) {
  showCounts(select('outcome'), [['', 'all']], OUTCOMES, counts);
}

/** @param {import('../answers.ts').PairsAnswer['kinds']} counts */
export function showKinds(counts) {
  const differing = counts['only-a'] + counts['only-b'] + counts['other-letters'];
  const first = /** @type {const} */ ([
    ['differ', `any difference (${count(differing)})`],
    ['', 'all questions'],
  ]);
  showCounts(select('kind'), first, KINDS, counts);
}

/**
 * @param {HTMLSelectElement} into
 * @param {readonly (readonly [string, string])[]} first
 * @param {Readonly<Record<string, string>>} words
 * @param {Readonly<Record<string, number>>} counts
 */
function showCounts(into, first, words, counts) {
  const counted = Object.entries(words).map(([name, word]) =>
    option([name, `${word} (${count(counts[name] ?? 0)})`]),
  );
  refill(into, [...first.map(option), ...counted]);
}

/**
 * Sets the form to what an address asks for, as far as its selects have that.
 *
 * @param {import('./state.js').State} state
 */
export function setFilters(state) {
  for (const control of controls()) {
    const value = state[control.name];
    if (value === undefined) continue;
    const takes =
      control instanceof HTMLInputElement || [...control.options].some((one) => one.value === value);
    if (takes) control.value = value;
  }
}

/**
 * What the form asks for, by the names of the server's parameters; only of the filters that are shown.
 *
 * @returns {Record<string, string>}
 */
export function readFilters() {
  const shown = controls().filter((control) => control.closest('label')?.hidden === false);
  return Object.fromEntries(shown.map(({ name, value }) => [name, value.trim()]));
}

/** Empties every filter; which runs are shown stays. */
export function clearFilters() {
  for (const control of controls()) {
    if (['run', 'a', 'b'].includes(control.name)) continue;
    control.value = control.name === 'kind' ? 'differ' : '';
  }
}

export function focusSearch() {
  const search = form.elements.namedItem('search');
  if (search instanceof HTMLInputElement) {
    search.focus();
    search.select();
  }
}

/** @returns {(HTMLSelectElement | HTMLInputElement)[]} */
function controls() {
  return [...form.elements].filter(
    (one) => one instanceof HTMLSelectElement || one instanceof HTMLInputElement,
  );
}

/** @param {string} name */
function select(name) {
  const found = form.elements.namedItem(name);
  if (!(found instanceof HTMLSelectElement)) throw new TypeError(`the page has no filter ${name}`);
  return found;
}

/** @param {readonly [value: string, text: string]} choice */
function option([value, text]) {
  return element('option', { value }, text);
}

/**
 * New options with the chosen value kept; the first one where it is gone.
 *
 * @param {HTMLSelectElement} into
 * @param {readonly Node[]} options
 */
function refill(into, options) {
  const { value } = into;
  into.replaceChildren(...options);
  into.value = value;
  if (into.selectedIndex === -1) into.selectedIndex = 0;
}
