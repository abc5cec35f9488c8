import type { Table } from '../../records.ts';
import { escapeHtml } from '../escape.ts';
import { type Drawing, svg } from './svg.ts';
import { htmlTable, scrolling } from './table.ts';

/** Pixels beyond which a drawing can be wider than a small screen. */
const NARROW = 400;

/** A drawing with a caption, and its numbers as a table that opens below it. */
export function figure(drawing: Drawing, numbers: Table): string {
  const narrow = drawing.width <= NARROW;
  return [
    '<figure>',
    `<figcaption>${escapeHtml(drawing.title)}</figcaption>`,
    narrow ? svg(drawing) : scrolling(`${drawing.id}-t`, [svg(drawing)]),
    '<details><summary>Numbers</summary>',
    htmlTable(numbers, { id: `${drawing.id}-n`, detail: false }),
    '</details>',
    '</figure>',
  ].join('\n');
}
