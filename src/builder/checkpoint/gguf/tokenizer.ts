import { InputError } from '../../../errors.ts';
import type { TokenizerFile } from '../checkpoint.ts';
import type { Metadata } from './metadata.ts';
import { sentencePieceFile } from './sentencepiece.ts';

/** What ggml's `tokenizer.ggml.pre` stands for; the rules themselves are not in the file. */
interface PreTokenizer {
  readonly normalizer: object | null;
  readonly preTokenizer: object;
  /** Whether a piece that is a token as a whole is taken as it is, before any merge. */
  readonly ignoreMerges: boolean;
  /** Whether prompts begin with the BOS token where the file doesn't say. */
  readonly addBos: boolean;
}

const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true };
const GPT2: PreTokenizer = {
  normalizer: null,
  preTokenizer: { ...BYTE_LEVEL, use_regex: true },
  ignoreMerges: false,
  addBos: false,
};

/** Splits by a model's own pattern, then maps bytes to characters without GPT-2's pattern. */
function splitBy(pattern: string): object {
  return {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
      { ...BYTE_LEVEL, use_regex: false },
    ],
  };
}

const DIGITS_FIRST: PreTokenizer = {
  ...GPT2,
  preTokenizer: {
    type: 'Sequence',
    pretokenizers: [{ type: 'Digits', individual_digits: true }, GPT2.preTokenizer],
  },
};

/**
 * Patterns and normalisers as the models' own tokenizer.json files have them; all of llama.cpp's test vectors
 * (models/ggml-vocab-*.gguf.out) come out. GGUF lacks the normaliser NFC, which Qwen's and MPT's models have.
 * Not here: `default`, which in llama.cpp cuts punctuation and runs of three digits on top of GPT-2's rule.
 */
const PRE_TOKENIZERS: ReadonlyMap<string, PreTokenizer> = new Map<string, PreTokenizer>([
  ['gpt-2', GPT2],
  ['mpt', { ...GPT2, normalizer: { type: 'NFC' } }],
  ['smollm', DIGITS_FIRST],
  ['starcoder', DIGITS_FIRST],
  ['refact', DIGITS_FIRST],
  [
    'falcon',
    {
      ...GPT2,
      preTokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Punctuation', behavior: 'Contiguous' },
          GPT2.preTokenizer,
          { type: 'Digits', individual_digits: false },
          { type: 'Split', pattern: { Regex: '[0-9][0-9][0-9]' }, behavior: 'Isolated', invert: false },
        ],
      },
    },
  ],
  [
    'qwen2',
    {
      ...GPT2,
      normalizer: { type: 'NFC' },
      preTokenizer: splitBy(
        String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
      ),
    },
  ],
  [
    'llama-bpe',
    {
      normalizer: null,
      preTokenizer: splitBy(
        String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
      ),
      ignoreMerges: true,
      addBos: true,
    },
  ],
]);

/** Values of `tokenizer.ggml.token_type`: special, always matched in text, and a filler without use. */
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;

/**
 * The tokenizer of a GGUF file as a Hugging Face folder would have it: tokenizer.json for byte-level BPE ("gpt2"),
 * tokenizer.model for sentencepiece ("llama"), and tokenizer_config.json; none where the file has no tokenizer.
 * Throws InputError for other kinds and for pre-tokenizers that are not known by name.
 */
export function tokenizerFiles(metadata: Metadata): readonly TokenizerFile[] {
  const model = metadata.text('tokenizer.ggml.model');
  if (model === undefined) return [];
  if (model === 'llama') {
    // Where the file doesn't say, llama.cpp adds BOS for this kind.
    return [
      { name: 'tokenizer.model', bytes: sentencePieceFile(metadata) },
      jsonFile('tokenizer_config.json', tokenizerConfig(metadata, true)),
    ];
  }
  if (model !== 'gpt2') {
    throw new InputError(
      `The GGUF file's tokenizer is of the kind "${model}"; only byte-level BPE ("gpt2") and sentencepiece BPE ("llama") ` +
        'can be taken from GGUF, so build from the safetensors checkpoint, which has its own tokenizer files',
    );
  }
  // Files from before May 2024 lack the name. Guessing would cut some texts wrongly without a word.
  const name = metadata.text('tokenizer.ggml.pre') ?? '(none)';
  const pre = PRE_TOKENIZERS.get(name);
  if (pre === undefined) {
    const known = [...PRE_TOKENIZERS.keys()].join(', ');
    throw new InputError(
      `The GGUF file's pre-tokenizer "${name}" is unknown (known: ${known}); build from safetensors`,
    );
  }
  const tokens = metadata.texts('tokenizer.ggml.tokens') ?? [];
  return [
    jsonFile('tokenizer.json', tokenizerJson(metadata, tokens, pre)),
    jsonFile('tokenizer_config.json', tokenizerConfig(metadata, pre.addBos)),
  ];
}

function tokenizerJson(metadata: Metadata, tokens: readonly string[], pre: PreTokenizer): object {
  const types = metadata.numbers('tokenizer.ggml.token_type') ?? [];
  const merges = metadata.texts('tokenizer.ggml.merges') ?? [];
  if (tokens.length === 0 || merges.length === 0 || types.length !== tokens.length) {
    throw new InputError(
      `The GGUF file's tokenizer has ${tokens.length} tokens, ${types.length} token types and ${merges.length} merges; ` +
        'it needs merges, and a type for each token',
    );
  }
  const entries = tokens.map((content, id) => ({ content, id, type: types[id] }));
  const used = entries.filter(({ type }) => type !== UNUSED);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: used
      .filter(({ type }) => type === CONTROL || type === USER_DEFINED)
      .map(({ content, id, type }) => addedToken(content, id, type === CONTROL)),
    normalizer: pre.normalizer,
    pre_tokenizer: pre.preTokenizer,
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: pre.ignoreMerges,
      vocab: Object.fromEntries(used.map(({ content, id }) => [content, id])),
      merges,
    },
  };
}

function addedToken(content: string, id: number, special: boolean): object {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special };
}

function tokenizerConfig(metadata: Metadata, addBos: boolean): object {
  const tokens = metadata.texts('tokenizer.ggml.tokens') ?? [];
  const token = (role: string): string | null =>
    tokens[metadata.number(`tokenizer.ggml.${role}_token_id`) ?? -1] ?? null;
  return {
    add_bos_token: metadata.boolean('tokenizer.ggml.add_bos_token') ?? addBos,
    add_eos_token: metadata.boolean('tokenizer.ggml.add_eos_token') ?? false,
    bos_token: token('bos'),
    eos_token: token('eos'),
    unk_token: token('unknown'),
    pad_token: token('padding'),
  };
}

function jsonFile(name: string, content: object): TokenizerFile {
  return { name, bytes: new TextEncoder().encode(`${JSON.stringify(content)}\n`) };
}
