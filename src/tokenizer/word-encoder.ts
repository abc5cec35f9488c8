import type { Model } from '@huggingface/tokenizers';
import { InputError } from '../errors.ts';
import { LONGEST_CACHED, remember } from './remember.ts';
import type { WordEncoder } from './remember.ts';
import type { BpeModel, TokenizerJson } from './tokenizer-json.ts';
import { unjoinedCutter } from './unjoined.ts';

/** The model as a function from a pre-token to ids, fast where pre-tokens recur or are whole texts. */
export function wordEncoder(model: Model, json: TokenizerJson['model'], where: string): WordEncoder {
  const encodePart = remember((word) => model([word]).map((piece) => idOf(piece, model, where)));
  if (json.type !== 'BPE' || !canCut(json)) return encodePart;
  // Made when a long word comes: without a pre-tokenizer (Llama, Gemma) a word is the whole text.
  let cut: ((text: string) => string[]) | undefined;
  return (word) => {
    if (word.length <= LONGEST_CACHED) return encodePart(word);
    cut ??= unjoinedCutter(Object.keys(json.vocab));
    return cut(word).flatMap(encodePart);
  };
}

function idOf(piece: string, model: Model, where: string): number {
  const id = model.tokens_to_ids.get(piece) ?? model.unk_token_id;
  if (id === undefined) {
    throw new InputError(
      `${where} has no token for ${JSON.stringify(piece)} and no unknown token; use a model with a complete tokenizer.`,
    );
  }
  return id;
}

/**
 * Whether a word may be cut where no piece reaches across. Not where the end of a word is marked, and not where
 * neighbouring unknown characters fuse into one token.
 */
function canCut(model: BpeModel): boolean {
  if ((model.end_of_word_suffix ?? '') !== '') return false;
  return model.fuse_unk !== true || (model.byte_fallback === true && hasAllBytes(model));
}

function hasAllBytes(model: BpeModel): boolean {
  return Array.from({ length: 256 }, (_, byte) => byte).every((byte) =>
    Object.hasOwn(model.vocab, `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
}
