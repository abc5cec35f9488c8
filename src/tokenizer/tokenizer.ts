/** Token ids that a model expects in front of every text, most often one: the "beginning of sequence". */
export interface Bos {
  /** Empty where the tokenizer has none. */
  readonly ids: readonly number[];
  /** Whether the tokenizer's own settings put them in front of a text. */
  readonly addedByDefault: boolean;
}

/** `never`: no BOS, whatever the tokenizer says. `tokenizer`: as the tokenizer's own files say. */
export type BosRule = 'never' | 'tokenizer';

/** Text to token ids, as plain text: nothing that a text says can become a special token. */
export interface Tokenizer {
  readonly kind: 'bpe' | 'unigram';
  /** Highest token id plus one, added tokens included. */
  readonly vocabularySize: number;
  readonly bos: Bos;
  /**
   * Ids that stand behind every prompt, after which the answer begins as a text of its own: `[gMASK] <sop>` of ChatGLM.
   * Empty for tokenizers whose prompts just go on.
   */
  readonly promptEnd: readonly number[];
  /** Token ids of a text, without BOS, EOS or anything else around it. Lone surrogates count as U+FFFD. */
  encode(text: string): number[];
  /** A token as the vocabulary spells it (`ĠA`, `▁A`), or null for an id that has no token. */
  piece(id: number): string | null;
}

/** The ids of a prompt as a model gets it: BOS in front by the rule, what ends a prompt behind. */
export function promptIds(text: string, rule: BosRule, tokenizer: Tokenizer): readonly number[] {
  const ids = withBos(tokenizer.encode(text), rule, tokenizer.bos);
  return tokenizer.promptEnd.length === 0 ? ids : [...ids, ...tokenizer.promptEnd];
}

/**
 * Puts BOS in front of a prompt's ids where the rule asks for it, and never a second time.
 * EOS is never added, even where add_eos_token says so: the letter is scored as the token that follows the
 * prompt, and after an end-of-sequence token a new document would begin.
 */
export function withBos(ids: readonly number[], rule: BosRule, bos: Bos): readonly number[] {
  if (rule === 'never' || !bos.addedByDefault) return ids;
  const present = ids.length >= bos.ids.length && bos.ids.every((id, position) => ids[position] === id);
  return present ? ids : [...bos.ids, ...ids];
}
