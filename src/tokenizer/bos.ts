import { z } from 'zod';
import { FormatError } from '../errors.ts';
import { tokenizerSettings } from './tokenizer-config.ts';
import type { Bos } from './tokenizer.ts';

/** Processors inside processors; published files have one level. */
const MAX_DEPTH = 8;
/** Items of a template, and ids of one; published ones have five at most, and one. */
const MAX_ITEMS = 64;

const template = z.object({
  type: z.literal('TemplateProcessing'),
  single: z
    .array(
      z.union([
        z.object({ SpecialToken: z.object({ id: z.string() }) }),
        z.object({ Sequence: z.object({}) }),
      ]),
    )
    .max(MAX_ITEMS),
  special_tokens: z.record(z.string(), z.object({ ids: z.array(z.int().min(0)).max(MAX_ITEMS) })),
});

const wrapper = z.object({
  type: z.enum(['RobertaProcessing', 'BertProcessing']),
  cls: z.tuple([z.string(), z.int().min(0)]),
});

/** Where BOS is looked for. */
export interface BosSources {
  /** Parsed tokenizer_config.json, or undefined where the folder has none. */
  readonly config: unknown;
  /** The post_processor of tokenizer.json. */
  readonly postProcessor: unknown;
  /** Id of a token's text, or undefined. */
  readonly idOf: (token: string) => number | undefined;
  /** Names the folder in messages. */
  readonly where: string;
}

/**
 * What a tokenizer puts in front of a text. `add_bos_token` of tokenizer_config.json decides, as in the Llama
 * classes of transformers; where it is absent, the template of tokenizer.json does.
 * Throws FormatError where add_bos_token is on and bos_token names no token of the vocabulary, and for malformed fields.
 */
export function findBos({ config, postProcessor, idOf, where }: BosSources): Bos {
  const { addBos: asked, bosToken: name } = tokenizerSettings(config, where);
  const id = name === undefined ? undefined : idOf(name);
  const fromTemplate = templatePrefix(postProcessor, where);
  if (asked === true && id === undefined) {
    throw new FormatError(
      `${where}/tokenizer_config.json asks for BOS (add_bos_token), but its bos_token ${JSON.stringify(name ?? null)} is not in the vocabulary.`,
    );
  }
  const ids =
    id !== undefined && (typeof asked === 'boolean' || fromTemplate.length === 0) ? [id] : fromTemplate;
  return { ids, addedByDefault: asked ?? fromTemplate.length > 0 };
}

/** Special tokens that a post-processor puts in front of a single text. */
function templatePrefix(value: unknown, where: string, depth = 0): number[] {
  if (value === null || value === undefined) return [];
  const sequence = z
    .object({ type: z.literal('Sequence'), processors: z.array(z.unknown()) })
    .safeParse(value);
  if (sequence.success && depth < MAX_DEPTH) {
    // Each processor wraps what the one before it made.
    return sequence.data.processors.toReversed().flatMap((step) => templatePrefix(step, where, depth + 1));
  }
  if (z.object({ type: z.literal('ByteLevel') }).safeParse(value).success) return [];
  const wrapped = wrapper.safeParse(value);
  if (wrapped.success) return [wrapped.data.cls[1]];
  const templated = template.safeParse(value);
  if (!templated.success) {
    throw new FormatError(`${where}/tokenizer.json: the post_processor is of an unknown kind or malformed.`);
  }
  const prefix: number[] = [];
  for (const item of templated.data.single) {
    if ('Sequence' in item) break;
    const token = templated.data.special_tokens[item.SpecialToken.id];
    if (token === undefined) {
      throw new FormatError(
        `${where}/tokenizer.json: the post_processor uses ${JSON.stringify(item.SpecialToken.id)} and gives no id for it.`,
      );
    }
    prefix.push(...token.ids);
  }
  return prefix;
}
