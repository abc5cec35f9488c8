import { buildTrie, longestMatch } from '../trie.ts';
import { readCharsmap } from './charsmap.ts';
import type { SentencePieceModel } from './model-file.ts';

/** What stands for a space in pieces. */
const SPACE = '\u2581';

/** The text that is cut into pieces, made of the text that was given. */
export type Normalize = (text: string) => string;

/**
 * The normaliser of a model. User-defined pieces pass unchanged, the longest first; elsewhere the longest rule of the
 * model's table replaces what it stands for. Then come the rules for spaces: extra ones fall away, one is added before
 * the text or behind it, and each is written as U+2581. After Normalizer::Normalize of sentencepiece
 * (src/normalizer.cc). `where` names the file; throws FormatError for a damaged table.
 */
export function normalizer(model: SentencePieceModel, where: string): Normalize {
  const { addDummyPrefix, removeExtraSpaces, escapeSpaces, charsmap } = model.normalizer;
  const rules = readCharsmap(charsmap, where);
  const space = escapeSpaces ? SPACE : ' ';
  const before = addDummyPrefix && !model.spaceAsSuffix ? space : '';
  const behind = addDummyPrefix && model.spaceAsSuffix ? space : '';
  const escape = (text: string): string => (escapeSpaces ? text.replaceAll(' ', SPACE) : text);
  if (removeExtraSpaces) {
    const replace = replacer(model, rules);
    return (text) => {
      const chunks = replace(text);
      const start = chunks.findIndex((chunk) => chunk !== ' ');
      if (start === -1) return '';
      return trimEnd(before + escape(withoutRepeatedSpaces(chunks.slice(start))), space) + behind;
    };
  }
  // Without a table nothing is replaced, and where user-defined pieces lie makes no difference.
  const replace = rules.size === 0 ? (text: string): string[] => [text] : replacer(model, rules);
  return (text) => (text === '' ? '' : before + escape(replace(text).join('')) + behind);
}

/** A function from a text to what becomes of each rule's place, user-defined piece and other character in it. */
function replacer(
  { pieces }: SentencePieceModel,
  rules: ReadonlyMap<string, string>,
): (text: string) => readonly string[] {
  const kept = pieces.flatMap(({ text, type }) => (type === 'user-defined' ? [text] : []));
  const keptTrie = buildTrie(kept);
  const keys = [...rules.keys()];
  const values = [...rules.values()];
  const rulesTrie = buildTrie(keys);
  return (text) => {
    const chunks: string[] = [];
    let at = 0;
    while (at < text.length) {
      const piece = kept[longestMatch(keptTrie, text, at)];
      const rule = piece === undefined ? longestMatch(rulesTrie, text, at) : -1;
      const key = piece ?? keys[rule] ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
      chunks.push(piece ?? values[rule] ?? key);
      at += key.length;
    }
    return chunks;
  };
}

/** Each chunk loses the spaces it begins with where the one before ends in one; spaces inside a chunk stay. */
function withoutRepeatedSpaces(chunks: readonly string[]): string {
  let text = '';
  let afterSpace = true;
  for (const chunk of chunks) {
    const rest: string = afterSpace && chunk.startsWith(' ') ? chunk.replace(/^ +/, '') : chunk;
    if (rest === '') continue;
    text += rest;
    afterSpace = rest.endsWith(' ');
  }
  return text;
}

function trimEnd(text: string, end: string): string {
  let length = text.length;
  while (text.endsWith(end, length) && length > 0) length -= end.length;
  return text.slice(0, length);
}
