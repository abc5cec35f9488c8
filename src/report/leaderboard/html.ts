import { htmlDocument } from '../html/document.ts';
import { leaderboardTable } from './html-table.ts';
import type { Leaderboard } from './leaderboard.ts';

/** One page with every table, in the style of a report's. */
export function leaderboardsHtml(leaderboards: readonly Leaderboard[]): string {
  return htmlDocument({
    title: 'Leaderboards',
    sections: leaderboards.map((one) => ({
      id: `board-${one.table}`,
      title: one.title,
      about: null,
      content: leaderboardTable(one, { id: `table-${one.table}`, heading: `board-${one.table}-h` }),
    })),
  });
}
