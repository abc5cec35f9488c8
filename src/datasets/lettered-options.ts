import { FOUR_LETTERS } from './question.ts';

/** How AGIEval's files write an option's letter: `(A)`, `A.` with any of several marks, or `A` and a space. */
const PREFIXES = [/^\s*[(（]\s*([A-G])\s*[)）]\s*/, /^\s*([A-G])\s*[.．、:：,，。?？]\s*/, /^\s*([A-G])\s+/];

/**
 * Texts of four options without their letters, trimmed, in the order of the letters.
 * In AGIEval (v1.0, 5c77d07) an answer names the letter that an option carries, not its place: 19 rows of each
 * logiqa file stand in the order A, C, B, D. Where the four letters are not A to D once each (six rows of the
 * data set), the place is the letter.
 */
export function readLetteredOptions(stored: readonly string[]): readonly string[] {
  const read = stored.map(readOption);
  const complete = FOUR_LETTERS.every((letter) => read.some((option) => option.letter === letter));
  const ordered = complete ? read.toSorted((a, b) => (a.letter < b.letter ? -1 : 1)) : read;
  return ordered.map(({ text }) => text);
}

function readOption(stored: string): { readonly letter: string; readonly text: string } {
  for (const prefix of PREFIXES) {
    const match = prefix.exec(stored);
    if (match !== null) return { letter: match[1] ?? '', text: stored.slice(match[0].length).trim() };
  }
  return { letter: '', text: stored.trim() };
}
