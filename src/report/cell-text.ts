import type { Cell } from '../records.ts';
import { formatPercent } from './percent.ts';

/** How renderers show cells; `detail` writes n/N in every cell of percents, not only where n is less than N. */
export interface CellOptions {
  readonly detail: boolean;
}

/** A cell's content without its marks; `-` for a number that is not known. */
export function cellText(cell: Cell, { detail }: CellOptions): string {
  switch (cell.type) {
    case 'text':
      return cell.text;
    case 'count':
      return String(cell.value);
    case 'percent': {
      const percent = cell.value === null ? '-' : formatPercent(cell.value, cell.decimals);
      const counted = detail || (cell.value !== null && cell.scored < cell.total);
      return counted ? `${percent} (${cell.scored}/${cell.total})` : percent;
    }
    default:
      return cell satisfies never;
  }
}

/** The numbers of a cell's footnotes, ` [1,2]`, or nothing. */
export function marksText(cell: Cell): string {
  const marks = cell.type === 'count' ? [] : (cell.marks ?? []);
  return marks.length === 0 ? '' : ` [${marks.join(',')}]`;
}
