import { escapeJson } from '../escape.ts';
import type { Leaderboard } from './leaderboard.ts';

const LEADERBOARD_SCHEMA = 'fiveshot.leaderboard/1';

/** Tables as data: every cell with its digits, what marks it, and whether it is the best of its column. */
export function leaderboardsJson(leaderboards: readonly Leaderboard[]): string {
  return `${escapeJson(JSON.stringify({ schema: LEADERBOARD_SCHEMA, tables: leaderboards }, null, 2))}\n`;
}
