import { InputError } from '../../../errors.ts';
import type { TokenizerFile } from '../checkpoint.ts';
import type { Metadata } from './metadata.ts';
import { PRE_TOKENIZERS, type PreTokenizer } from './pre-tokenizers.ts';
import { sentencePieceFile } from './sentencepiece.ts';

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
