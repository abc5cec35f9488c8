import type { Model } from '@huggingface/tokenizers';
import { InputError } from '../errors.ts';
import type { BpeModel, TokenizerJson } from './tokenizer-json.ts';

/** Ids of one pre-token; the model sees nothing of its neighbours. */
export type WordEncoder = (word: string) => readonly number[];

/** Longer pre-tokens are rarely seen twice. */
const LONGEST_CACHED = 64;
/** Bounds the memory of a cache to some ten megabytes; exam texts have about 60,000 distinct pre-tokens. */
const MAX_CACHED = 200_000;

/** The model as a function from a pre-token to ids, fast where pre-tokens recur or are whole texts. */
export function wordEncoder(model: Model, json: TokenizerJson['model'], where: string): WordEncoder {
  const encodePart = remember((word) => model([word]).map((piece) => idOf(piece, model, where)));
  if (json.type !== 'BPE' || !canCut(json)) return encodePart;
  let joined: ReadonlySet<number> | undefined;
  return (word) => {
    if (word.length <= LONGEST_CACHED) return encodePart(word);
    joined ??= joinedCharacters(json);
    return cutUnjoined(word, joined).flatMap(encodePart);
  };
}

/** Keeps the ids of short pre-tokens, which natural text repeats: about ten times the speed. */
export function remember(encode: WordEncoder): WordEncoder {
  const cache = new Map<string, readonly number[]>();
  return (word) => {
    if (word.length > LONGEST_CACHED) return encode(word);
    const known = cache.get(word);
    if (known !== undefined) return known;
    const ids = encode(word);
    if (cache.size >= MAX_CACHED) cache.clear();
    // A copy of its own: a slice as key would keep the whole text that it was cut from in memory.
    cache.set(Buffer.from(word, 'utf16le').toString('utf16le'), ids);
    return ids;
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

/** Every pair of characters that stand side by side in some piece, each as one number. */
function joinedCharacters(model: BpeModel): ReadonlySet<number> {
  const pairs = new Set<number>();
  for (const piece of Object.keys(model.vocab)) {
    let previous: number | undefined;
    for (const character of piece) {
      const point = character.codePointAt(0) ?? 0;
      if (previous !== undefined) pairs.add(pairNumber(previous, point));
      previous = point;
    }
  }
  return pairs;
}

/**
 * Cuts a word between two characters that stand side by side in no piece of the vocabulary. The ids are the same as
 * for the whole: merging only ever joins neighbours into a piece of the vocabulary, so no merge reaches across such a
 * place, the pairs on either side are merged in an order that the other side does not change, and no piece that
 * `ignore_merges` takes whole contains it. Without a pre-tokenizer (Llama, Gemma) a word is the whole text.
 */
function cutUnjoined(word: string, joined: ReadonlySet<number>): string[] {
  const parts: string[] = [];
  let start = 0;
  let position = 0;
  let previous: number | undefined;
  for (const character of word) {
    const point = character.codePointAt(0) ?? 0;
    if (previous !== undefined && !joined.has(pairNumber(previous, point))) {
      parts.push(word.slice(start, position));
      start = position;
    }
    previous = point;
    position += character.length;
  }
  parts.push(word.slice(start));
  return parts;
}

function pairNumber(left: number, right: number): number {
  return left * 0x11_0000 + right;
}
