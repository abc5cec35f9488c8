import { z } from 'zod';
import { FormatError } from '../errors.ts';

/** A step as the library gets it. */
export interface Step {
  readonly type: string;
  readonly [setting: string]: unknown;
}

/** Sequences inside sequences; published files have one level. */
const MAX_DEPTH = 8;
/** Published patterns have up to some 400 characters. */
const MAX_PATTERN = 10_000;

/** The pattern of GPT-2's pre-tokenizer (openai/gpt-2, src/encoder.py), which ByteLevel applies with `use_regex`. */
const GPT2_PATTERN = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
const PUNCTUATION = '[\\p{P}!-/:-@\\[-`{-~]';

const behavior = z.enum(['Isolated', 'Removed', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous']);
type Behavior = z.infer<typeof behavior>;

const leaf = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ByteLevel'),
    add_prefix_space: z.boolean(),
    use_regex: z.boolean().default(true),
  }),
  z.object({ type: z.literal('Digits'), individual_digits: z.boolean() }),
  z.object({ type: z.literal('Punctuation'), behavior: behavior.default('Isolated') }),
  z.object({ type: z.literal('Whitespace') }),
  z.object({
    type: z.literal('Split'),
    pattern: z.union([
      z.object({ String: z.string().min(1).max(MAX_PATTERN) }),
      z.object({ Regex: z.string().min(1).max(MAX_PATTERN) }),
    ]),
    behavior,
    invert: z.boolean().default(false),
  }),
  z.object({
    type: z.literal('Metaspace'),
    replacement: z.string().length(1).default('\u2581'),
    add_prefix_space: z.boolean().default(true),
    prepend_scheme: z.enum(['always', 'first', 'never']).optional(),
    split: z.boolean().default(true),
  }),
]);
type Leaf = z.infer<typeof leaf>;

/**
 * A pre-tokenizer as a flat list of steps that the library carries out as the reference (Hugging Face tokenizers,
 * Rust) does. Several steps are rewritten, because the library 0.2.0 knows only some of their settings: its Digits
 * and Whitespace know ASCII alone, its Punctuation only the behaviour Contiguous, its Split only Isolated and Removed,
 * its Metaspace neither `split` nor the older `add_prefix_space`.
 * Throws FormatError for a step or a setting that would be carried out otherwise than in the reference.
 */
export function preTokenizerSteps(value: unknown, where: string, depth = 0): readonly Step[] {
  if (value === null || value === undefined) return [];
  const sequence = z
    .object({ type: z.literal('Sequence'), pretokenizers: z.array(z.unknown()) })
    .safeParse(value);
  if (sequence.success) {
    if (depth === MAX_DEPTH) {
      throw new FormatError(
        `${where}: the pre-tokenizer is nested more than ${MAX_DEPTH} deep, which no real one is.`,
      );
    }
    return sequence.data.pretokenizers.flatMap((step) => preTokenizerSteps(step, where, depth + 1));
  }
  const parsed = leaf.safeParse(value);
  if (!parsed.success) {
    const { type } = z.object({ type: z.string() }).catch({ type: 'without a type' }).parse(value);
    const issue = parsed.error.issues[0];
    throw new FormatError(
      `${where}: the pre-tokenizer step ${JSON.stringify(type)} can't be carried out (${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}); use a model whose tokenizer has other steps.`,
    );
  }
  return rewrite(parsed.data, where);
}

function rewrite(step: Leaf, where: string): readonly Step[] {
  switch (step.type) {
    case 'ByteLevel':
      // The prefix space goes in front of a piece before the pattern cuts it, so both stay with the library.
      if (step.add_prefix_space) return [{ ...step }];
      return [...(step.use_regex ? [keepMatches(GPT2_PATTERN)] : []), BYTE_LEVEL];
    case 'Digits':
      // The reference takes every numeric character (char::is_numeric): ① ½ ² Ⅷ ２ as well.
      return [isolate(step.individual_digits ? String.raw`\p{N}` : String.raw`\p{N}+`)];
    case 'Punctuation':
      return [splitStep(PUNCTUATION, step.behavior)];
    case 'Whitespace':
      return [keepMatches(String.raw`\w+|[^\w\s]+`)];
    case 'Split': {
      const source = 'String' in step.pattern ? escapeRegex(step.pattern.String) : step.pattern.Regex;
      // Isolated keeps matches and what lies between them, so inversion changes nothing.
      if (!step.invert || step.behavior === 'Isolated') return [splitStep(source, step.behavior)];
      if (step.behavior === 'Removed') return [keepMatches(source)];
      throw new FormatError(
        `${where}: a Split step that is inverted and ${step.behavior} can't be carried out; use a model whose tokenizer has other steps.`,
      );
    }
    case 'Metaspace':
      break;
  }
  const scheme = step.prepend_scheme ?? (step.add_prefix_space ? 'always' : 'never');
  const replace = { type: step.type, replacement: step.replacement, prepend_scheme: scheme };
  return step.split ? [replace, splitStep(escapeRegex(step.replacement), 'MergedWithNext')] : [replace];
}

/** Turns a pre-token into the characters that stand for its bytes. */
export const BYTE_LEVEL: Step = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };

/** Each behaviour as a pattern whose matches, and the text between them, are the pieces. */
const ISOLATED_FORM = {
  Isolated: (source: string) => source,
  // The second branch takes the rest at once; without it every position of the rest would look for a match to its end.
  MergedWithPrevious: (source: string) => String.raw`[\s\S]*?(?:${source})|[\s\S]+`,
  MergedWithNext: (source: string) => String.raw`(?:${source})(?:(?!${source})[\s\S])*`,
  Contiguous: (source: string) => `(?:${source})+`,
};

function splitStep(source: string, how: Behavior): Step {
  if (how !== 'Removed') return isolate(ISOLATED_FORM[how](source));
  return { type: 'Split', pattern: { Regex: source }, behavior: how, invert: false };
}

function isolate(source: string): Step {
  return { type: 'Split', pattern: { Regex: source }, behavior: 'Isolated', invert: false };
}

/** Pieces are the matches; what lies between them falls away. */
function keepMatches(source: string): Step {
  return { type: 'Split', pattern: { Regex: source }, behavior: 'Removed', invert: true };
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
