import { z } from 'zod';
import { FormatError } from '../errors.ts';

/** Four times the largest published vocabularies (about one million); ids size the table of pieces. */
const MAX_VOCABULARY = 4_194_304;

const id = z
  .int()
  .min(0)
  .max(MAX_VOCABULARY - 1);

const addedToken = z.object({
  id,
  content: z.string(),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  special: z.boolean().default(false),
  normalized: z.boolean().optional(),
});

const step = z.looseObject({ type: z.string() });

const bpe = z.looseObject({
  type: z.literal('BPE'),
  vocab: z.custom<Record<string, number>>(isVocabulary, `is not an object of ids below ${MAX_VOCABULARY}`),
  merges: z.custom<(string | readonly [string, string])[]>(isMerges, 'is not a list of pairs'),
  unk_token: z.string().nullish(),
  byte_fallback: z.boolean().nullish(),
  fuse_unk: z.boolean().nullish(),
  continuing_subword_prefix: z.literal('').nullish(),
  end_of_word_suffix: z.string().nullish(),
});

const unigram = z.looseObject({
  type: z.literal('Unigram'),
  vocab: z.custom<[string, number][]>(
    isPieceList,
    `is not a list of at most ${MAX_VOCABULARY} pieces and scores`,
  ),
  unk_id: id.nullish(),
  byte_fallback: z
    .literal(false, 'is on, which is not read for Unigram models; use the tokenizer of another copy')
    .nullish(),
});

const tokenizerJson = z.object({
  added_tokens: z.array(addedToken).max(MAX_VOCABULARY).default([]),
  normalizer: step.nullish(),
  pre_tokenizer: step.nullish(),
  post_processor: step.nullish(),
  model: z.preprocess(withType, z.discriminatedUnion('type', [bpe, unigram], 'is neither BPE nor Unigram')),
});

/** What a tokenizer.json holds, so far as it decides which ids a plain text gets. */
export type TokenizerJson = z.infer<typeof tokenizerJson>;
export type AddedToken = TokenizerJson['added_tokens'][number];
export type BpeModel = z.infer<typeof bpe>;

/**
 * Checks a parsed tokenizer.json. `where` names the file in messages.
 * Throws FormatError where a field is missing, of the wrong type or out of bounds, where a merge makes a piece
 * that the vocabulary lacks (the library would drop such text without a word), and for models other than BPE and Unigram.
 */
export function parseTokenizerJson(value: unknown, where: string): TokenizerJson {
  const parsed = tokenizerJson.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') ?? '';
    throw new FormatError(
      `${where} is not a tokenizer that can be used: ${field === '' ? 'the file' : field}: ${issue?.message ?? 'malformed'}.`,
    );
  }
  if (parsed.data.model.type === 'BPE') checkMerges(parsed.data.model, where);
  return parsed.data;
}

/** The two halves of a merge, in either of its spellings. */
export function mergePair(merge: string | readonly [string, string]): readonly [string, string] {
  if (typeof merge !== 'string') return merge;
  const space = merge.indexOf(' ');
  return [merge.slice(0, space), merge.slice(space + 1)];
}

function checkMerges(model: BpeModel, where: string): void {
  for (const [rank, merge] of model.merges.entries()) {
    const [left, right] = mergePair(merge);
    for (const piece of [left, right, left + right]) {
      if (!Object.hasOwn(model.vocab, piece)) {
        throw new FormatError(
          `${where}: merge ${rank} needs the piece ${JSON.stringify(piece)}, which the vocabulary does not have; the file is damaged.`,
        );
      }
    }
  }
}

/** Files written before the type was stored (GPT-2's) are BPE where they have merges. */
function withType(model: unknown): unknown {
  if (typeof model !== 'object' || model === null || 'type' in model) return model;
  return { ...model, type: 'merges' in model ? 'BPE' : 'Unigram' };
}

function isVocabulary(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (number) => Number.isInteger(number) && number >= 0 && number < MAX_VOCABULARY,
  );
}

function isMerges(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((merge) => (typeof merge === 'string' ? isWrittenMerge(merge) : isPair(merge)))
  );
}

function isWrittenMerge(merge: string): boolean {
  const space = merge.indexOf(' ');
  return space > 0 && space < merge.length - 1 && !merge.includes(' ', space + 1);
}

function isPair(merge: unknown): boolean {
  return Array.isArray(merge) && merge.length === 2 && merge.every((half) => typeof half === 'string');
}

function isPieceList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MAX_VOCABULARY &&
    value.every(
      (entry) =>
        Array.isArray(entry) &&
        entry.length === 2 &&
        typeof entry[0] === 'string' &&
        Number.isFinite(entry[1]),
    )
  );
}
