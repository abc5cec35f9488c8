import { jsonTokenizer } from '../../src/tokenizer/json-tokenizer.ts';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';

interface HandMade {
  /** Words that the model takes whole, as far as the pre-tokenizer leaves them whole. */
  readonly words?: readonly string[];
  /** Pairs that merge, in rank order. */
  readonly merges?: readonly (readonly [string, string])[];
  readonly preTokenizer?: object | null;
  readonly normalizer?: object | null;
  readonly addedTokens?: readonly object[];
  readonly postProcessor?: object | null;
  readonly model?: object;
  readonly config?: unknown;
}

const CHARACTERS = [
  ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)),
  '\n',
  '\t',
  '▁',
  '½',
  '２',
  '答',
  '案',
  '：',
  '\uFFFD',
];

/** The content of a tokenizer.json: a BPE model over single characters, with words and merges of the test's own. */
export function handMadeJson(parts: HandMade = {}): Record<string, unknown> {
  const vocabulary = new Set([
    ...CHARACTERS,
    ...(parts.words ?? []),
    ...(parts.merges ?? []).map((pair) => pair.join('')),
  ]);
  return {
    added_tokens: parts.addedTokens ?? [],
    normalizer: parts.normalizer ?? null,
    pre_tokenizer: parts.preTokenizer ?? null,
    post_processor: parts.postProcessor ?? null,
    model: {
      type: 'BPE',
      vocab: Object.fromEntries([...vocabulary].map((piece, id) => [piece, id])),
      merges: parts.merges ?? [],
      ignore_merges: parts.words !== undefined,
      ...parts.model,
    },
  };
}

export function handMade(parts: HandMade = {}): Tokenizer {
  return jsonTokenizer({ tokenizer: handMadeJson(parts), config: parts.config, where: 'hand-made' });
}

/** A text as the pieces that it becomes. */
export function pieces(tokenizer: Tokenizer, text: string): (string | null)[] {
  return tokenizer.encode(text).map((id) => tokenizer.piece(id));
}
