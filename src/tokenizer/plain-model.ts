import { mergePair } from './tokenizer-json.ts';
import type { AddedToken, BpeModel, TokenizerJson } from './tokenizer-json.ts';

/** A lone surrogate: well-formed text never has one, so no text reaches a piece that begins with it. */
const UNREACHABLE = '\uD800';
/** Pieces that byte fallback looks up by their name. */
const BYTE_PIECE = /^<0x[0-9A-F]{2}>$/;

/**
 * The model with its special tokens out of the reach of any text, their ids kept. Vocabularies list special tokens
 * among the pieces, and a unigram model, or a BPE model that takes known words whole, would find them in a text.
 */
export function plainModel(
  model: TokenizerJson['model'],
  addedTokens: readonly AddedToken[],
): TokenizerJson['model'] {
  const hidden = new Set(
    addedTokens
      .filter(({ special, content }) => special && content.length > 1 && !BYTE_PIECE.test(content))
      .map(({ content }) => content),
  );
  if (model.type === 'Unigram') {
    return { ...model, vocab: model.vocab.map(([piece, score]) => [hiddenName(piece, hidden), score]) };
  }
  return hideInBpe(model, hidden);
}

function hideInBpe(model: BpeModel, hidden: ReadonlySet<string>): BpeModel {
  if (![...hidden].some((content) => Object.hasOwn(model.vocab, content))) return model;
  return {
    ...model,
    vocab: Object.fromEntries(
      Object.entries(model.vocab).map(([piece, id]) => [hiddenName(piece, hidden), id]),
    ),
    merges: model.merges.filter((merge) => !hidden.has(mergePair(merge).join(''))),
    unk_token: typeof model.unk_token === 'string' ? hiddenName(model.unk_token, hidden) : null,
  };
}

function hiddenName(piece: string, hidden: ReadonlySet<string>): string {
  return hidden.has(piece) ? UNREACHABLE + piece : piece;
}
