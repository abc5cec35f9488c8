import { join } from 'node:path';
import { plainLine } from '../../report/escape.ts';
import { printReports } from '../print-reports.ts';
import type { Imported } from './import-logs.ts';

/** Prints the tables of an imported run, and what it is made of on the error stream; gives the exit code as a run does. */
export function printImported(
  { record, entries, report }: Imported,
  { folder, json }: { readonly folder: string; readonly json: boolean },
): number {
  printReports([report], json ? 'json' : 'terminal', { detail: false });
  const lines = [
    `imported ${entries.length} questions of ${record.model.name} from ${record.imported?.files.length} files of ${record.imported?.source}`,
    ...record.benchmarks.map(
      ({ benchmark, imported }) =>
        `${benchmark}: prompts that are not those of ${record.recipe}: ${imported?.otherPrompts}; questions known by their id alone: ${imported?.byIdAlone}; questions left out: ${imported?.leftOut}`,
    ),
    `run folder: ${folder}`,
    `page: ${join(folder, 'report.html')}`,
  ];
  for (const line of lines) console.error(plainLine(line));
  return entries.every(({ outcome }) => outcome === 'right' || outcome === 'wrong') ? 0 : 3;
}
