import type { Summary } from '../records.ts';
import { renderHtml } from '../report/html/page.ts';
import { renderRunPage } from '../report/run-page.ts';
import type { RunReport } from '../report/run-report.ts';
import type { RunRecord } from '../results/run-record.ts';
import { pageLeaderboards } from './page-leaderboards.ts';

/** What a run leaves beside its journal, but for the entries. */
interface RunPages {
  readonly summaries: readonly Summary[];
  /** Its page for people, as Markdown and as HTML. */
  readonly report: string;
  readonly page: string;
  /** ISO 8601; null where the run was interrupted. */
  readonly finished: string | null;
}

/** A run's summaries and pages, for its folder. */
export async function runPages(
  report: RunReport,
  record: RunRecord,
  finished: string | null,
): Promise<RunPages> {
  const detailed = [{ ...report, details: { ...record, finished } }];
  return {
    summaries: report.summaries,
    report: renderRunPage(report, record),
    page: renderHtml(detailed, await pageLeaderboards(detailed)),
    finished,
  };
}
