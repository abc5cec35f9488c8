import { remember } from '../remember.ts';
import { scoreBpe } from '../score-bpe.ts';
import { buildTrie, longestMatch } from '../trie.ts';
import { unjoinedCutter } from '../unjoined.ts';
import type { Piece } from './model-file.ts';
import { isMatched } from './model-file.ts';
import type { PieceEncoder } from './unigram.ts';

/**
 * The cut of a normalised text that sentencepiece's BPE makes (bpe_model.cc): user-defined pieces, the longest first,
 * stand as they are and join with nothing; between them pieces are joined by their scores.
 */
export function bpeEncoder(pieces: readonly Piece[]): PieceEncoder {
  const matched = pieces.map((piece, id) => ({ ...piece, id })).filter(({ type }) => isMatched(type));
  const unused = new Set(matched.filter(({ type }) => type === 'unused').map(({ id }) => id));
  const encode = scoreBpe(matched, unused);
  const encodeRun = unused.size > 0 ? encode : inParts(encode, matched);
  const frozen = matched.filter(({ type }) => type === 'user-defined');
  if (frozen.length === 0) return encodeRun;
  const trie = buildTrie(frozen.map(({ text }) => text));
  return (text) => {
    const ids: number[] = [];
    let runStart = 0;
    let at = 0;
    while (at < text.length) {
      const piece = frozen[longestMatch(trie, text, at)];
      if (piece === undefined) {
        at += 1;
        continue;
      }
      append(ids, encodeRun(text.slice(runStart, at)));
      ids.push(piece.id);
      at += piece.text.length;
      runStart = at;
    }
    append(ids, encodeRun(text.slice(runStart)));
    return ids;
  };
}

/** Cut where no piece reaches across, so that words are seen again. */
function inParts(encode: PieceEncoder, pieces: readonly { readonly text: string }[]): PieceEncoder {
  const cut = unjoinedCutter(pieces.map(({ text }) => text));
  const encodePart = remember(encode);
  return (text) => {
    const ids: number[] = [];
    for (const part of cut(text)) append(ids, encodePart(part));
    return ids;
  };
}

function append(ids: number[], more: readonly number[]): void {
  for (const id of more) ids.push(id);
}
