import type { LeaderboardNote } from './leaderboard.ts';

/** The lettered notes of measured rows. */
export interface LetteredNotes {
  /** The letter of a note, the same for the same text. */
  mark(text: string): string;
  readonly notes: readonly LeaderboardNote[];
}

/** An empty list of notes; letters run from `a` in order of first use, and on with `aa` after `z`. */
export function createLetteredNotes(): LetteredNotes {
  const notes: LeaderboardNote[] = [];
  return {
    notes,
    mark(text) {
      const known = notes.find((note) => note.text === text);
      if (known !== undefined) return known.mark;
      const mark = letters(notes.length);
      notes.push({ mark, text });
      return mark;
    },
  };
}

/** 0 is `a`, 25 `z`, 26 `aa`. */
function letters(index: number): string {
  const last = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
