import type { Table } from '../../records.ts';
import { escapeHtml } from '../escape.ts';
import type { ExamRuns, LabelledRun } from './labelled-runs.ts';
import { htmlTable } from './table.ts';

/** The data files of an exam with their hashes, once for all runs that read the same. */
export function dataFiles({ id, benchmark, title, rows }: ExamRuns, runs: readonly LabelledRun[]): string {
  const sets = new Map<string, { readonly labels: string[]; readonly table: Table }>();
  const own = new Set(rows.map(({ label }) => label));
  for (const { label, details } of runs.filter((run) => own.has(run.label))) {
    const exam = details.benchmarks.find((one) => one.benchmark === benchmark);
    if (exam === undefined) continue;
    const key = JSON.stringify(exam.files);
    const known = sets.get(key);
    if (known === undefined) sets.set(key, { labels: [label], table: filesTable(title, exam.files) });
    else known.labels.push(label);
  }
  return [...sets.values()]
    .map(({ labels, table }, index) =>
      [
        `<details><summary>${escapeHtml(`${title}, files: ${table.rows.length}; read by ${labels.join(', ')}`)}</summary>`,
        htmlTable(table, { id: `files-${id}-${index}`, detail: false }),
        '</details>',
      ].join('\n'),
    )
    .join('\n');
}

function filesTable(
  title: string,
  files: readonly { readonly name: string; readonly sha256: string }[],
): Table {
  return {
    title: `${title}: data files`,
    columns: ['File', 'SHA-256'],
    rows: files.map(({ name, sha256 }) => [
      { type: 'text', text: name },
      { type: 'text', text: sha256 },
    ]),
    footnotes: [],
  };
}
