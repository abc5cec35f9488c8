import { z } from 'zod';
import { FormatError } from '../errors.ts';

const tokenizerConfig = z.object({
  add_bos_token: z.boolean().nullish(),
  bos_token: z.union([z.string(), z.object({ content: z.string() })]).nullish(),
  tokenizer_class: z.string().nullish(),
});

/** What tokenizer_config.json says of a text's beginning; undefined for what it doesn't say. */
export interface TokenizerSettings {
  readonly addBos: boolean | undefined;
  /** The text of the token; an empty one, as old copies of LLaMA have, says nothing. */
  readonly bosToken: string | undefined;
  readonly className: string | undefined;
}

/** Reads a parsed tokenizer_config.json, or undefined where the folder has none. Throws FormatError for malformed fields. */
export function tokenizerSettings(config: unknown, where: string): TokenizerSettings {
  const parsed = tokenizerConfig.safeParse(config ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new FormatError(
      `${where}/tokenizer_config.json can't be used: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}.`,
    );
  }
  const { add_bos_token: addBos, bos_token: named, tokenizer_class: className } = parsed.data;
  const bosToken = typeof named === 'object' ? named?.content : named;
  return {
    addBos: addBos ?? undefined,
    bosToken: bosToken === '' ? undefined : bosToken,
    className: className ?? undefined,
  };
}
