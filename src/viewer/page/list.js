import { byId, element } from './dom.js';
import { count } from './words.js';

/** Rows of a page of the list. */
export const PAGE_ROWS = 100;

/**
 * A list's row: its question, and a cell a column.
 *
 * @typedef {{ readonly id: string, readonly cells: readonly (Node | string)[] }} Row
 */

/**
 * @typedef {{
 *   readonly columns: readonly string[],
 *   readonly rows: readonly Row[],
 *   readonly total: number,
 *   readonly offset: number,
 *   readonly found: string,
 * }} Shown
 */

/**
 * What the list tells of: a row that was chosen, and another page that is wanted, with the row to choose there.
 *
 * @typedef {{
 *   onChoose: (id: string) => void,
 *   onPage: (offset: number, choose: 'first' | 'last' | 'none') => void,
 * }} Watcher
 */

const table = byId('list', HTMLTableElement);
const body = byId('rows', HTMLTableSectionElement);
const found = byId('found', HTMLElement);
const previous = byId('previous', HTMLButtonElement);
const next = byId('next', HTMLButtonElement);

let total = 0;
let offset = 0;

/** @param {Shown} shown */
export function showList({ columns, rows, ...shown }) {
  ({ total, offset } = shown);
  found.textContent = shown.found;
  found.className = '';
  byId('range', HTMLElement).textContent =
    rows.length === 0 ? '' : `${count(offset + 1)} to ${count(offset + rows.length)} of ${count(total)}`;
  previous.disabled = offset === 0;
  next.disabled = offset + rows.length >= total;
  table.setAttribute('aria-rowcount', String(total + 1));
  const heads = columns.map((column) => element('th', { scope: 'col' }, column));
  table.tHead?.replaceChildren(element('tr', { 'aria-rowindex': '1' }, ...heads));
  body.replaceChildren(...rows.map(rowElement));
  const [first] = body.rows;
  if (first !== undefined) first.tabIndex = 0;
}

/**
 * Shows why there is no list.
 *
 * @param {string} sentence
 */
export function showFault(sentence) {
  showList({ columns: [], rows: [], total: 0, offset: 0, found: sentence });
  found.className = 'warning';
}

/**
 * @param {Row} row
 * @param {number} index
 */
function rowElement({ id, cells }, index) {
  return element(
    'tr',
    { 'data-id': id, 'aria-rowindex': String(offset + index + 2), 'aria-selected': 'false', tabindex: '-1' },
    ...cells.map((cell) => element('td', {}, cell)),
  );
}

/**
 * Marks a row as chosen, without telling.
 *
 * @param {string} id
 */
export function markRow(id) {
  for (const row of body.rows) {
    const chosen = row.dataset['id'] === id;
    row.setAttribute('aria-selected', String(chosen));
    if (chosen) for (const other of body.rows) other.tabIndex = other === row ? 0 : -1;
  }
}

/**
 * Moves the keyboard to a row and chooses it.
 *
 * @param {'first' | 'last'} which
 */
export function chooseEnd(which) {
  const row = body.rows[which === 'first' ? 0 : body.rows.length - 1];
  row?.focus();
  return row;
}

/** @param {Watcher} watcher */
export function watchList({ onChoose, onPage }) {
  /** @param {HTMLTableRowElement} row */
  const choose = (row) => {
    markRow(row.dataset['id'] ?? '');
    onChoose(row.dataset['id'] ?? '');
  };
  body.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLTableRowElement) choose(target);
  });
  body.addEventListener('keydown', (event) => {
    const row = event.target;
    if (!(row instanceof HTMLTableRowElement) || event.ctrlKey || event.altKey || event.metaKey) return;
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move(row, onPage);
  });
  previous.addEventListener('click', () => onPage(offset - PAGE_ROWS, 'none'));
  next.addEventListener('click', () => onPage(offset + PAGE_ROWS, 'none'));
}

/** @type {Readonly<Record<string, (row: HTMLTableRowElement, onPage: Watcher['onPage']) => void>>} */
const MOVES = {
  ArrowDown(row, onPage) {
    const below = row.nextElementSibling;
    if (below instanceof HTMLTableRowElement) below.focus();
    else if (!next.disabled) onPage(offset + PAGE_ROWS, 'first');
  },
  ArrowUp(row, onPage) {
    const above = row.previousElementSibling;
    if (above instanceof HTMLTableRowElement) above.focus();
    else if (!previous.disabled) onPage(offset - PAGE_ROWS, 'last');
  },
  PageDown(_, onPage) {
    if (next.disabled) chooseEnd('last');
    else onPage(offset + PAGE_ROWS, 'first');
  },
  PageUp(_, onPage) {
    if (previous.disabled) chooseEnd('first');
    else onPage(offset - PAGE_ROWS, 'first');
  },
  Home: () => void chooseEnd('first'),
  End: () => void chooseEnd('last'),
};
