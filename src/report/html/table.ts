import type { Cell, Table } from '../../records.ts';
import { cellText } from '../cell-text.ts';
import { escapeHtml } from '../escape.ts';

interface TableOptions {
  /** Unique on the page. */
  readonly id: string;
  /** Whether n/N stands in every cell of percents, not only where n is less than N. */
  readonly detail: boolean;
}

/**
 * A table as HTML with a caption, headings of columns and rows, and footnotes that its marks link to. One that may be
 * wider than the page scrolls by itself, by keyboard too.
 */
export function htmlTable({ title, columns, rows, footnotes }: Table, { id, detail }: TableOptions): string {
  const numeric = columns.map((_, index) => rows[0]?.[index]?.type !== 'text');
  const headings = columns.map(
    (column, index) =>
      `<th scope="col"${numeric[index] === true ? ' class="n"' : ''}>${escapeHtml(column)}</th>`,
  );
  const content = (cell: Cell): string => escapeHtml(cellText(cell, { detail })) + cellMarks(cell, id);
  const drawn = [
    `<table id="${id}"><caption id="${id}-c">${escapeHtml(title)}</caption>`,
    `<thead><tr>${headings.join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => `<tr>${row.map((cell, index) => field(cell, index, content)).join('')}</tr>`),
    '</tbody></table>',
  ];
  return [
    scrolling(`${id}-c`, drawn),
    ...(footnotes.length === 0 ? [] : [`<ol class="notes">${notes(footnotes, id)}</ol>`]),
  ].join('\n');
}

/** A frame that scrolls sideways; it can have the focus, so that the keyboard can scroll it. */
export function scrolling(labelledBy: string, content: readonly string[]): string {
  return [
    `<div class="wide" role="group" tabindex="0" aria-labelledby="${labelledBy}">`,
    ...content,
    '</div>',
  ].join('\n');
}

function field(cell: Cell, index: number, content: (cell: Cell) => string): string {
  if (index === 0) return `<th scope="row">${content(cell)}</th>`;
  return cell.type === 'text' ? `<td>${content(cell)}</td>` : `<td class="n">${content(cell)}</td>`;
}

function cellMarks(cell: Cell, id: string): string {
  const numbers = cell.type === 'count' ? [] : (cell.marks ?? []);
  return noteLinks(numbers.map((number) => ({ text: String(number), target: `${id}-${number}` })));
}

/** Marks that lead to their notes, or nothing where there are none. */
export function noteLinks(marks: readonly { readonly text: string; readonly target: string }[]): string {
  if (marks.length === 0) return '';
  const links = marks.map(({ text, target }) => {
    const mark = escapeHtml(text);
    return `<a href="#${target}" aria-label="note ${mark}">${mark}</a>`;
  });
  return `<sup>${links.join(' ')}</sup>`;
}

function notes(footnotes: readonly string[], id: string): string {
  return footnotes.map((text, index) => `<li id="${id}-${index + 1}">${escapeHtml(text)}</li>`).join('\n');
}
