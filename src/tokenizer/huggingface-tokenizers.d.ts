/**
 * The part of @huggingface/tokenizers that is used here. Its own declarations import without file extensions,
 * which turns all of them into `any` under `module: nodenext`; this file stands in for them.
 */
declare module '@huggingface/tokenizers' {
  export type Normalizer = (text: string) => string;

  export type PreTokenizer = (text: string, options: { readonly section_index: number }) => string[];

  export interface Model {
    /** Pre-tokens to pieces; a piece without an id stands for the unknown token. */
    (preTokens: readonly string[]): string[];
    readonly tokens_to_ids: ReadonlyMap<string, number>;
    readonly unk_token_id: number | undefined;
  }

  export class ByteLevelPreTokenizer {
    constructor(step: object);
    /** The text's bytes in the byte alphabet, one string for each piece. */
    pre_tokenize(text: string): string[];
  }

  export class Tokenizer {
    constructor(tokenizer: object, config: object);
    readonly normalizer: Normalizer | null;
    readonly pre_tokenizer: PreTokenizer | null;
    readonly model: Model;
  }
}
