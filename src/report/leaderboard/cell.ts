import type { LeaderboardCell } from './leaderboard.ts';

/** A cell as text: its value with n/N where they differ, `-` where there is none. */
export function leaderboardCellText({ value, counted }: LeaderboardCell): string {
  return counted === null ? (value ?? '-') : `${value ?? '-'} (${counted})`;
}
