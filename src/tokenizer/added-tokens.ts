import type { AddedToken } from './tokenizer-json.ts';

/** A stretch of text, or the id of an added token that stood in its place. */
export type Section = string | number;

interface Entry {
  readonly text: string;
  readonly token: AddedToken;
}

const WORD_END = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u;
const WORD_START = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]/u;

/**
 * A function that cuts added tokens out of a text: leftmost first, the longest of those that start together.
 * Special tokens take part in the matching, as in the reference with `encode_special_tokens`, but what they match
 * stays text: an exam question that says `<s>` or `<|endoftext|>` must not end the sequence.
 * `spelling` gives the text to look for (a normalised token is looked for in normalised text).
 */
export function addedTokenSplitter(
  tokens: readonly AddedToken[],
  spelling: (content: string) => string,
): (text: string) => Section[] {
  const byFirstUnit = new Map<string, Entry[]>();
  for (const token of tokens) {
    const text = spelling(token.content);
    const first = text[0];
    if (first === undefined) continue;
    const entries = byFirstUnit.get(first) ?? [];
    entries.push({ text, token });
    byFirstUnit.set(first, entries);
  }
  // A stable sort: of two tokens with the same text the earlier one stays in front.
  for (const entries of byFirstUnit.values()) entries.sort((a, b) => b.text.length - a.text.length);
  // Nothing but special tokens: no cut is possible.
  if (tokens.every((token) => token.special)) return (text) => (text === '' ? [] : [text]);
  return (text) => split(text, byFirstUnit);
}

function split(text: string, byFirstUnit: ReadonlyMap<string, readonly Entry[]>): Section[] {
  const sections: Section[] = [];
  let textStart = 0;
  let position = 0;
  while (position < text.length) {
    const entry = byFirstUnit
      .get(text[position] ?? '')
      ?.find(({ text: wanted }) => text.startsWith(wanted, position));
    if (entry === undefined) {
      position += 1;
      continue;
    }
    const end = position + entry.text.length;
    if (counts(entry.token, text, position, end)) {
      const start = entry.token.lstrip ? whiteSpaceStart(text, textStart, position) : position;
      if (start > textStart) sections.push(text.slice(textStart, start));
      sections.push(entry.token.id);
      textStart = entry.token.rstrip ? whiteSpaceEnd(text, end) : end;
    }
    position = Math.max(end, textStart);
  }
  if (textStart < text.length) sections.push(text.slice(textStart));
  return sections;
}

function counts(token: AddedToken, text: string, start: number, end: number): boolean {
  if (token.special) return false;
  if (!token.single_word) return true;
  return (
    !WORD_END.test(text.slice(Math.max(0, start - 2), start)) && !WORD_START.test(text.slice(end, end + 2))
  );
}

function whiteSpaceStart(text: string, lowest: number, end: number): number {
  let start = end;
  while (start > lowest && /\p{White_Space}/u.test(text[start - 1] ?? '')) start -= 1;
  return start;
}

function whiteSpaceEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && /\p{White_Space}/u.test(text[end] ?? '')) end += 1;
  return end;
}
