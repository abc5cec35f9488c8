import type { Table } from '../../records.ts';
import { escapeHtml } from '../escape.ts';
import { type Drawing, svg } from './svg.ts';
import { htmlTable } from './table.ts';

/** A drawing with a caption, and its numbers as a table that opens below it. */
export function figure(drawing: Drawing, numbers: Table): string {
  return [
    '<figure>',
    `<figcaption>${escapeHtml(drawing.title)}</figcaption>`,
    svg(drawing),
    '<details><summary>Numbers</summary>',
    htmlTable(numbers, { id: `${drawing.id}-n`, detail: false }),
    '</details>',
    '</figure>',
  ].join('\n');
}
