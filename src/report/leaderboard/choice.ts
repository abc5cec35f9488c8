export const ROW_CHOICES = ['all', 'quoted', 'measured'] as const;
export const ORDERS = ['card', 'average'] as const;

/** Which rows a leaderboard has, and in which order: as published, runs after them, or from the highest average down. */
export interface LeaderboardChoice {
  readonly rows: (typeof ROW_CHOICES)[number];
  readonly order: (typeof ORDERS)[number];
}

/** Where neither a marker nor a flag says otherwise. */
export const DEFAULT_CHOICE: LeaderboardChoice = { rows: 'all', order: 'card' };
