import { askPairs, askQuestion, askQuestions, askRuns, askTexts } from './ask.js';
import { showHint, showQuestion } from './detail.js';
import { byId } from './dom.js';
import * as filters from './filters.js';
import { chooseEnd, markRow, PAGE_ROWS, showFault, showList, watchList } from './list.js';
import { PAIR_COLUMNS, pairRow, QUESTION_COLUMNS, questionRow } from './rows.js';
import { readState, writeState } from './state.js';
import { count, runName } from './words.js';

/** Milliseconds without a key before what is being typed is asked for. */
const TYPING = 40;

/** @type {readonly import('../answers.ts').RunAnswer[]} */
let runs = [];
let view = 'questions';
let offset = 0;
/** The chosen question, or empty. */
let chosen = '';
/** Counts up with everything that is asked, so that a late answer is known as one. */
const asked = { list: 0, question: 0 };

const form = byId('filters', HTMLFormElement);
const buttons = {
  questions: byId('view-questions', HTMLButtonElement),
  compare: byId('view-compare', HTMLButtonElement),
};

/** @returns {readonly import('../answers.ts').RunAnswer[]} The runs that are shown: one, or A and B. */
function shownRuns() {
  const { run = '0', a, b } = filters.readFilters();
  const numbers = view === 'compare' ? [a, b] : [run];
  return numbers.flatMap((number) => runs[Number(number)] ?? []);
}

/** Shows the page of the list that the filters and the offset ask for. */
async function showPage() {
  const mine = ++asked.list;
  const query = { ...filters.readFilters(), offset, limit: PAGE_ROWS };
  writeState({ ...filters.readFilters(), view, offset: offset === 0 ? '' : String(offset), id: chosen });
  try {
    const shown = view === 'compare' ? await pairPage(query) : await questionPage(query);
    if (mine !== asked.list) return;
    showList(shown);
    markRow(chosen);
  } catch (error) {
    if (mine !== asked.list) return;
    filters.showNoCounts();
    showFault(sentenceOf(error));
  }
}

/** @param {Readonly<Record<string, string | number>>} query */
async function questionPage(query) {
  const { total, offset: from, rows, outcomes } = await askQuestions({ run: 0, ...query });
  filters.showOutcomes(outcomes);
  const { right, wrong } = outcomes;
  const all = Object.values(outcomes).reduce((sum, one) => sum + one, 0);
  const many = total === all ? count(total) : `${count(total)} of ${count(all)}`;
  const found = `${many} questions; ${count(right)} right of ${count(right + wrong)} scored`;
  return { columns: QUESTION_COLUMNS, rows: rows.map(questionRow), total, offset: from, found };
}

/** @param {Readonly<Record<string, string | number>>} query */
async function pairPage(query) {
  const { total, offset: from, rows, kinds } = await askPairs(query);
  filters.showKinds(kinds);
  const found = `${count(total)} questions; ${count(kinds['only-a'])} only A right, ${count(kinds['only-b'])} only B right`;
  return { columns: PAIR_COLUMNS, rows: rows.map(pairRow), total, offset: from, found };
}

/** @param {string} id */
async function choose(id) {
  if (id === chosen) return;
  chosen = id;
  writeState({ ...readState(), id });
  await showChosen();
}

async function showChosen() {
  const mine = ++asked.question;
  const id = chosen;
  if (id === '') return showHint('Choose a question.');
  const compared = view === 'compare';
  try {
    const sides = await Promise.all(
      shownRuns().map(async (run, index) => ({
        name: compared ? (['A', 'B'][index] ?? null) : null,
        run,
        entry: await entryOf(run, id, compared),
      })),
    );
    if (mine !== asked.question) return;
    const known = sides.flatMap((side) => (side.entry === null ? [] : [{ ...side, entry: side.entry }]));
    const [first] = known;
    if (first === undefined) return showHint(`${id} is in neither run.`);
    await showQuestion(id, known, askTexts(first.run.run, id));
  } catch (error) {
    if (mine === asked.question) showHint(sentenceOf(error));
  }
}

/**
 * A run's answer. In a comparison one of the runs may not have the question.
 *
 * @param {import('../answers.ts').RunAnswer} run
 * @param {string} id
 * @param {boolean} compared
 */
async function entryOf({ run }, id, compared) {
  try {
    return (await askQuestion(run, id)).entry;
  } catch (error) {
    if (compared) return null;
    throw error;
  }
}

/** @param {unknown} error */
function sentenceOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {'questions' | 'compare'} wanted */
function enterView(wanted) {
  view = wanted;
  for (const [name, button] of Object.entries(buttons))
    button.setAttribute('aria-pressed', String(name === view));
  filters.prepareFilters(runs, view);
  showRunFacts();
}

function showRunFacts() {
  const shown = shownRuns();
  filters.showExams(shown);
  byId('run-facts', HTMLElement).textContent = shown
    .map((run) => {
      const questions = run.exams.some(({ samples }) => samples) ? 'sample questions' : 'questions';
      return `${runName(run)}: ${count(run.questions)} ${questions}, ${run.shots} shots`;
    })
    .join(' · ');
}

/** @param {string} name The filter that was changed, or empty for all. */
function changed(name) {
  offset = 0;
  const otherRuns = ['', 'run', 'a', 'b'].includes(name);
  if (otherRuns) showRunFacts();
  else if (name === 'exam') filters.showExams(shownRuns());
  if (otherRuns && chosen !== '') void showChosen();
  void showPage();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;

form.addEventListener('input', ({ target }) => {
  clearTimeout(typing);
  if (target instanceof HTMLInputElement) typing = setTimeout(changed, TYPING, target.name);
  else if (target instanceof HTMLSelectElement) changed(target.name);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(typing);
  changed('search');
});
form.addEventListener('reset', (event) => {
  event.preventDefault();
  filters.clearFilters();
  changed('');
});

for (const name of /** @type {const} */ (['questions', 'compare'])) {
  buttons[name].addEventListener('click', () => {
    if (name === view) return;
    enterView(name);
    changed('');
  });
}

watchList({
  onChoose: (id) => void choose(id),
  onPage: (wanted, which) => void turnTo(wanted, which),
});

/**
 * @param {number} wanted
 * @param {'first' | 'last' | 'none'} which
 */
async function turnTo(wanted, which) {
  offset = Math.max(0, wanted);
  await showPage();
  if (which !== 'none') chooseEnd(which);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { target } = event;
  const inField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (event.key === '/' && !inField) {
    event.preventDefault();
    filters.focusSearch();
  } else if (event.key === 'ArrowDown' && (target === document.body || target instanceof HTMLInputElement)) {
    event.preventDefault();
    chooseEnd('first');
  }
});

async function start() {
  const state = readState();
  ({ runs } = await askRuns());
  buttons.compare.hidden = runs.length < 2;
  enterView(state['view'] === 'compare' && runs.length > 1 ? 'compare' : 'questions');
  // The exams depend on the runs, and the subjects on the exam.
  for (let level = 0; level < 3; level++) {
    filters.setFilters(state);
    showRunFacts();
  }
  offset = Math.max(0, Math.trunc(Number(state['offset'] ?? 0)) || 0);
  chosen = state['id'] ?? '';
  await Promise.all([showPage(), showChosen()]);
}

start().catch((error) => showHint(sentenceOf(error)));
