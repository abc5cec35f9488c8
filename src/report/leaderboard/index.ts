import { leaderboardsCsv } from './csv.ts';
import { leaderboardsHtml } from './html.ts';
import { leaderboardsJson } from './json.ts';
import { leaderboardsLatex } from './latex.ts';
import type { Leaderboard } from './leaderboard.ts';
import { leaderboardsMarkdown } from './markdown.ts';

export const LEADERBOARD_FORMATS = ['markdown', 'csv', 'json', 'html', 'latex'] as const;

export type LeaderboardFormat = (typeof LEADERBOARD_FORMATS)[number];

/** Every way of writing leaderboards, from the same records. */
export const leaderboardRenderers: Readonly<
  Record<LeaderboardFormat, (leaderboards: readonly Leaderboard[]) => string>
> = {
  markdown: leaderboardsMarkdown,
  csv: leaderboardsCsv,
  json: leaderboardsJson,
  html: leaderboardsHtml,
  latex: leaderboardsLatex,
};
