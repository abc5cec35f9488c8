import { z } from 'zod';
import { FormatError } from '../errors.ts';
import { jsonTokenizer } from './json-tokenizer.ts';
import { tokenizerSettings } from './tokenizer-config.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Parsed files of a tokenizer of the kind of GPT-2's; undefined for what the folder lacks. */
export interface ByteLevelFiles {
  readonly vocab: unknown;
  /** merges.txt. */
  readonly merges: Uint8Array;
  readonly addedTokens: unknown;
  readonly specialTokens: unknown;
  readonly config: unknown;
  /** The folder, for messages. */
  readonly where: string;
}

const named = z.union([z.string(), z.object({ content: z.string() })]);
const specialTokensMap = z.record(z.string(), z.union([named, z.array(named)]));
const ids = z.record(z.string(), z.int().min(0));
const tokenizerConfig = z.object({
  add_prefix_space: z.boolean().nullish(),
  added_tokens_decoder: z
    .record(
      z.string().regex(/^\d{1,8}$/),
      z.looseObject({ content: z.string(), special: z.boolean().nullish() }),
    )
    .nullish(),
});

/**
 * A tokenizer from vocab.json and merges.txt (GPT-2, CodeGen, MOSS, Aquila): bytes cut by GPT-2's pattern and merged
 * by rank. Tokens of added_tokens.json (or added_tokens_decoder) always match, except those that special_tokens_map.json
 * or the config call special; those of MossTokenizer take away the white space beside them. Throws FormatError for a malformed file.
 */
export function byteLevelTokenizer(files: ByteLevelFiles): Tokenizer {
  const { where } = files;
  const config = checked(tokenizerConfig, files.config ?? {}, `${where}/tokenizer_config.json`);
  return jsonTokenizer({
    tokenizer: {
      added_tokens: addedTokens(files),
      normalizer: null,
      pre_tokenizer: {
        type: 'ByteLevel',
        add_prefix_space: config.add_prefix_space ?? false,
        use_regex: true,
      },
      post_processor: null,
      model: {
        type: 'BPE',
        vocab: files.vocab,
        merges: mergeLines(files.merges),
      },
    },
    config: files.config,
    where,
    source: 'vocab.json with merges.txt',
    // MOSS's publisher has no other tokenizer than a class written in Python, which works up to transformers 4.33.
    stripsBesideAdded: tokenizerSettings(files.config, where).className === 'MossTokenizer',
  });
}

function addedTokens({ addedTokens: added, specialTokens, vocab, config, where }: ByteLevelFiles): object[] {
  const map = checked(specialTokensMap, specialTokens ?? {}, `${where}/special_tokens_map.json`);
  const special = new Set(
    Object.values(map)
      .flat()
      .map((token) => (typeof token === 'string' ? token : token.content)),
  );
  const vocabulary = new Map(Object.entries(checked(ids, vocab, `${where}/vocab.json`)));
  const tokens = new Map(Object.entries(checked(ids, added ?? {}, `${where}/added_tokens.json`)));
  const decoder = checked(
    tokenizerConfig,
    config ?? {},
    `${where}/tokenizer_config.json`,
  ).added_tokens_decoder;
  for (const [id, { content, special: isSpecial }] of Object.entries(decoder ?? {})) {
    tokens.set(content, Number(id));
    if (isSpecial === true) special.add(content);
  }
  for (const content of special) {
    const id = vocabulary.get(content);
    if (id !== undefined && !tokens.has(content)) tokens.set(content, id);
  }
  return [...tokens].map(([content, id]) => ({
    id,
    content,
    special: special.has(content),
    normalized: false,
  }));
}

/** The first line may name a version. */
function mergeLines(bytes: Uint8Array): string[] {
  const lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  return lines.filter((line, index) => line !== '' && !(index === 0 && line.startsWith('#version')));
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, file: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FormatError(
    `${file} can't be used: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}.`,
  );
}
