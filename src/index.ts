/** The library's face: a run, the way from its folder to tables and pages, and the records. */
export { reportOf } from './commands/run-report.ts';
export { run, type RunOptions } from './commands/run/library-run.ts';
export type { RunResult } from './commands/run/perform.ts';
export type { ProgressState } from './engine/progress.ts';
export { InputError } from './errors.ts';
export type * from './records.ts';
export { cardTables } from './report/card-tables.ts';
export { renderHtml } from './report/html/page.ts';
export { renderJson } from './report/json.ts';
export { renderMarkdown } from './report/markdown.ts';
export type { DetailedRun, RunDetails } from './report/run-details.ts';
export type { RunFacts, RunReport } from './report/run-report.ts';
export { readJournal } from './results/journal.ts';
export { readRun } from './results/run-folder.ts';
export type { RunRecord } from './results/run-record.ts';
