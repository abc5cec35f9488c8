import { join } from 'node:path';
import { plainLine } from '../../report/escape.ts';
import { mergeText } from '../../report/run-details.ts';
import { printReports } from '../print-reports.ts';
import type { Merged } from './merge-shards.ts';

/** Prints the tables of a merged run, and what it is made of on the error stream; gives the exit code as a run does. */
export function printMerged(
  { record, entries, report, missing }: Merged,
  { folder, json }: { readonly folder: string; readonly json: boolean },
): number {
  printReports([report], json ? 'json' : 'terminal', { detail: false });
  const lines = [
    `merged ${entries.length} questions of ${record.model.name}${record.merged === undefined ? '' : ` from ${mergeText(record.merged)}`}`,
    ...missing,
    `run folder: ${folder}`,
    `page: ${join(folder, 'report.html')}`,
  ];
  for (const line of lines) console.error(plainLine(line));
  const answered = entries.every(({ outcome }) => outcome === 'right' || outcome === 'wrong');
  return answered && missing.length === 0 ? 0 : 3;
}
