import type { Section } from './added-tokens.ts';

/** What Python's `str.strip` takes away: white space, and four separators that Unicode doesn't count among it. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const SPACE = /[\p{White_Space}\u{1C}-\u{1F}]/u;

/**
 * A text's sections as the tokenizers that are written in Python leave them (transformers up to 4.33): from left to
 * right, each added token takes away the white space that begins the next section and that ends the one before. A section
 * of nothing else is lost, be it an added token too, and what is lost takes nothing away.
 * `contentOf` gives the text of an added token.
 */
export function stripBesideAdded(sections: readonly Section[], contentOf: (id: number) => string): Section[] {
  const left = [...sections];
  const strip = (at: number, stripped: (text: string) => string): void => {
    const section = left[at];
    if (section === undefined) return;
    const text = typeof section === 'number' ? contentOf(section) : section;
    const rest = stripped(text);
    if (rest !== text) left[at] = rest;
  };
  for (let at = 0; at < left.length; at += 1) {
    if (typeof left[at] !== 'number') continue;
    strip(at + 1, stripStart);
    strip(at - 1, stripEnd);
  }
  return left.filter((section) => section !== '');
}

function stripStart(text: string): string {
  let start = 0;
  while (SPACE.test(text[start] ?? '')) start += 1;
  return text.slice(start);
}

function stripEnd(text: string): string {
  let end = text.length;
  while (SPACE.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
