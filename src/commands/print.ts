import Table from 'cli-table3';
import { escapeJson, plainLine } from '../report/escape.ts';

/** Prints one line; what a terminal would act on is taken out, for it may hold names out of files. */
export function printLine(text: string): void {
  console.log(plainLine(text));
}

/** A line for people on the error stream, so that the output stream holds results alone. */
export function printNote(text: string): void {
  process.stderr.write(`${plainLine(text)}\n`);
}

/** Prints columns without borders, for lists; cells are as plain as a line. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true }, chars: BARE });
  table.push(...rows.map((row) => row.map(plainLine)));
  console.log(`${table.toString()}\n`);
}

/** Prints one JSON document. */
export function printJson(value: unknown): void {
  console.log(escapeJson(JSON.stringify(value, null, 2)));
}

const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};
