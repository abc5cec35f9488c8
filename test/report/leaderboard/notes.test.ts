import { expect, it } from 'vitest';
import { createLetteredNotes } from '../../../src/report/leaderboard/notes.ts';

it('letters run from a to z and on with aa, the same for the same text', () => {
  const notes = createLetteredNotes();
  const marks = Array.from({ length: 704 }, (_, index) => notes.mark(`note ${index}`));
  expect([0, 1, 25, 26, 51, 52, 701, 702].map((index) => marks[index])).toEqual([
    'a',
    'b',
    'z',
    'aa',
    'az',
    'ba',
    'zz',
    'aaa',
  ]);
  expect(new Set(marks).size).toBe(704);
  expect(notes.mark('note 27')).toBe('ab');
  expect(notes.notes[27]).toEqual({ mark: 'ab', text: 'note 27' });
});
