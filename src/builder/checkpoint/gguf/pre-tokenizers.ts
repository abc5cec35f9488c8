/** What ggml's `tokenizer.ggml.pre` stands for; the rules themselves are not in the file. */
export interface PreTokenizer {
  readonly normalizer: object | null;
  readonly preTokenizer: object;
  /** Whether a piece that is a token as a whole is taken as it is, before any merge. */
  readonly ignoreMerges: boolean;
  /** Whether prompts begin with the BOS token where the file doesn't say. */
  readonly addBos: boolean;
}

const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true };
const NFC = { type: 'NFC' };

const GPT2: PreTokenizer = {
  normalizer: null,
  preTokenizer: { ...BYTE_LEVEL, use_regex: true },
  ignoreMerges: false,
  addBos: false,
};

const DIGITS_FIRST: PreTokenizer = {
  ...GPT2,
  preTokenizer: {
    type: 'Sequence',
    pretokenizers: [{ type: 'Digits', individual_digits: true }, GPT2.preTokenizer],
  },
};

/** Falcon-7B's: punctuation first, and digits by three. */
const FALCON: PreTokenizer = {
  ...GPT2,
  preTokenizer: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Punctuation', behavior: 'Contiguous' },
      GPT2.preTokenizer,
      { type: 'Digits', individual_digits: false },
      split('[0-9][0-9][0-9]'),
    ],
  },
};

/** English contractions, and what the later patterns have in common behind words and numbers. */
const CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const SPACES = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const SIGNS = String.raw` ?[^\s\p{L}\p{N}]+`;

/** tiktoken's cl100k_base, with numbers of so many digits. */
function cl100k(number: string): string {
  return String.raw`${CONTRACTIONS}|[^\r\n\p{L}\p{N}]?\p{L}+|${number}|${SIGNS}[\r\n]*|${SPACES}`;
}

/** tiktoken's o200k_base: a word begins anew where a small letter is followed by a capital one. */
function o200k(wordEnd: string, number: string): string {
  const [before, upper, lower] = [
    String.raw`[^\r\n\p{L}\p{N}]?`,
    String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`,
    String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`,
  ];
  const words = `${before}${upper}*${lower}+${wordEnd}|${before}${upper}+${lower}*${wordEnd}`;
  return String.raw`${words}|${number}|${SIGNS}[\r\n/]*|${SPACES}`;
}

const QWEN2: PreTokenizer = { ...GPT2, normalizer: NFC, preTokenizer: splitBy(cl100k(String.raw`\p{N}`)) };
const DBRX: PreTokenizer = { ...GPT2, preTokenizer: splitBy(cl100k(String.raw`\p{N}{1,3}`)) };
const LLAMA3: PreTokenizer = { ...DBRX, ignoreMerges: true, addBos: true };
const NEOX: PreTokenizer = { ...GPT2, normalizer: NFC };

/**
 * By the names that llama.cpp's converter gives them, with the models whose files carry them. Patterns and normalisers are
 * those of the models' own tokenizer.json files, of which llama.cpp has some in another spelling (its `tekken` and `gpt-4o`
 * tell only the letters A to Z by case, and put marks with signs) and leaves others out (the normaliser NFC).
 * Not here: `default`, which in llama.cpp cuts punctuation and runs of three digits on top of GPT-2's rule.
 */
export const PRE_TOKENIZERS: ReadonlyMap<string, PreTokenizer> = new Map<string, PreTokenizer>([
  ['gpt-2', GPT2],
  ['mpt', NEOX],
  ['olmo', NEOX], // Pythia
  ['smollm', DIGITS_FIRST],
  ['starcoder', DIGITS_FIRST],
  ['refact', DIGITS_FIRST],
  ['falcon', FALCON],
  ['bloom', { ...GPT2, preTokenizer: splitBy(String.raw` ?[^(\s|[.,!?…。，、।۔،])]+`) }],
  ['qwen2', QWEN2],
  ['deepseek-r1-qwen', QWEN2],
  ['dbrx', DBRX], // OLMo 2, Phi-4
  ['smaug-bpe', DBRX], // a Llama 3
  ['llama-bpe', LLAMA3],
  ['llama-v3', LLAMA3],
  ['llama3', LLAMA3],
  ['gpt-4o', { ...GPT2, preTokenizer: splitBy(o200k(`${CONTRACTIONS}?`, String.raw`\p{N}{1,3}`)) }], // Phi-4-mini
  [
    'tekken', // Mistral Nemo, Mistral Small 3
    { ...GPT2, preTokenizer: splitBy(o200k('', String.raw`\p{N}`)), ignoreMerges: true, addBos: true },
  ],
]);

function split(pattern: string): object {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
}

/** Splits by a model's own pattern, then maps bytes to characters without GPT-2's pattern. */
function splitBy(pattern: string): object {
  return { type: 'Sequence', pretokenizers: [split(pattern), { ...BYTE_LEVEL, use_regex: false }] };
}
