import { z } from 'zod';
import { InputError } from '../../../errors.ts';

/** Layers, heads and the like: the largest published decoders have 126 layers and 128 heads. */
const MAX_COUNT = 1024;
/** Widths: the largest published are 53 248 (feed-forward). */
const MAX_WIDTH = 2 ** 20;
/** Vocabularies: the largest published are about 262 thousand. */
const MAX_VOCABULARY = 2 ** 22;
/** Positions: the longest contexts published have 10 million. */
const MAX_CONTEXT = 2 ** 24;

export const Count = z.int().min(1).max(MAX_COUNT);
export const Width = z.int().min(1).max(MAX_WIDTH);
export const VocabularySize = z.int().min(1).max(MAX_VOCABULARY);
export const Epsilon = z.number().positive().max(1);
export const ContextLength = z.int().min(1).max(MAX_CONTEXT);
/** Tokens that one sees of those before it, itself among them. */
export const Window = z.int().min(1).max(MAX_CONTEXT);

/** Keys by which a config says that each token sees all before it, although it may name a window. */
export const NoWindow = z.object({
  use_sliding_window: z.literal(false).default(false),
  layer_types: z.array(z.literal('full_attention')).nullish(),
});

/**
 * A config.json's object with the keys of other generations under the names that `Config` schemas use: `aliases` has the
 * name for each older one. Throws InputError where both are there and say different things.
 */
export function withAliases(config: unknown, aliases: Readonly<Record<string, string>>): object {
  const renamed = new Map(Object.entries(readConfig(z.record(z.string(), z.unknown()), config)));
  for (const [alias, name] of Object.entries(aliases)) {
    const value = renamed.get(alias) ?? undefined;
    if (value === undefined) continue;
    const named = renamed.get(name) ?? value;
    if (named !== value) {
      throw new InputError(
        `config.json of the checkpoint has ${name} ${JSON.stringify(named)} and ${alias} ${JSON.stringify(value)}, which must be the same`,
      );
    }
    renamed.set(name, value);
  }
  return Object.fromEntries(renamed);
}

/** Checks a config.json's object. Throws InputError with the first key that is wrong. */
export function readConfig<T>(schema: z.ZodType<T>, config: unknown): T {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const key = path.length === 0 ? 'the file' : path.join('.');
  throw new InputError(
    `config.json of the checkpoint can't be built: ${key}${valueText(config, path)}: ${issue?.message}`,
  );
}

/** ` is "mish"` for a value that is short and plain; nothing for others. */
function valueText(config: unknown, path: readonly PropertyKey[]): string {
  let value = config;
  for (const key of path) value = Object(value)[key];
  if (!['string', 'number', 'boolean'].includes(typeof value)) return '';
  const text = JSON.stringify(value);
  return text.length <= 80 ? ` is ${text}` : '';
}

/** Width of each of `heads` heads. Throws InputError where they don't share `hidden` equally. */
export function headWidth(hidden: number, heads: number): number {
  if (hidden % heads !== 0) {
    throw new InputError(
      `config.json of the checkpoint has ${heads} heads for a width of ${hidden}, which must be a multiple of them`,
    );
  }
  return hidden / heads;
}

/** How many dimensions of each head are rotated. Throws InputError where they are no whole pairs of the head's. */
export function rotatedDimensions(dimensions: number, headDim: number): number {
  if (dimensions % 2 !== 0 || dimensions < 2 || dimensions > headDim) {
    throw new InputError(
      `config.json of the checkpoint rotates ${dimensions} dimensions of a head of ${headDim}; they must be an even number of them`,
    );
  }
  return dimensions;
}
