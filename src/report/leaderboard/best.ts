import type { LeaderboardRow } from './leaderboard.ts';

/**
 * Marks the highest printed value of each column among the rows that compare, all of them where several print the same.
 * A column in which fewer than two such rows have a value has no best one.
 */
export function markBest(rows: readonly LeaderboardRow[]): readonly LeaderboardRow[] {
  const columns = rows[0]?.cells.map((_, place) => bestOf(rows, place)) ?? [];
  return rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell, place) => ({
      ...cell,
      best: row.compares && cell.value !== null && Number(cell.value) === columns[place],
    })),
  }));
}

function bestOf(rows: readonly LeaderboardRow[], place: number): number | null {
  const values = rows.filter(({ compares }) => compares).flatMap(({ cells }) => cells[place]?.value ?? []);
  return values.length < 2 ? null : Math.max(...values.map(Number));
}
