import { z } from 'zod';
import { FormatError } from '../../errors.ts';
import type { LetterRule } from '../../records.ts';

/** What lm-eval's results file tells of the run beside its numbers; null or absent where it does not. */
export interface LmEvalRun {
  readonly model: string | null;
  readonly version: string | null;
  /** Number format of the weights, such as `float16`. */
  readonly precision: string | null;
  /** Shots by task. */
  readonly shots: Readonly<Record<string, number>>;
  /** The recipe of a run that fiveshot wrote in lm-eval's form. */
  readonly recipe: string | null;
  /** The rules by which such a run read its letters, by exam; null elsewhere. */
  readonly letters: Readonly<Record<string, LetterRule>> | null;
}

const text = z.string().min(1).max(500);

const schema = z.object({
  model_name: text.nullish(),
  lm_eval_version: text.nullish(),
  config: z
    .object({
      model_args: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
      model_dtype: text.nullish(),
    })
    .nullish(),
  'n-shot': z.record(z.string(), z.unknown()).nullish(),
  model_source: z.string().nullish(),
  versions: z.record(z.string(), z.unknown()).nullish(),
  fiveshot: z.object({ letters: z.record(z.string(), z.enum(['upstream', 'context'])) }).nullish(),
});

/** Reads a results file of lm-eval. Throws FormatError where it is none. */
export function parseResults(json: string, place: string): LmEvalRun {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new FormatError(`${place} is not JSON: restore it, or name a folder without it.`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const key = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new FormatError(`${place} is no results file of lm-eval: its ${key} is not as lm-eval writes it.`);
  }
  const {
    model_name,
    lm_eval_version,
    config,
    'n-shot': shots,
    model_source,
    versions,
    fiveshot,
  } = parsed.data;
  const own = model_source === 'fiveshot';
  const args = argumentsOf(config?.model_args ?? '');
  return {
    model: model_name ?? args('pretrained') ?? args('model'),
    version: lm_eval_version ?? null,
    precision: (config?.model_dtype ?? args('dtype'))?.replace(/^torch\./, '') ?? null,
    shots: Object.fromEntries(
      Object.entries(shots ?? {}).filter((one): one is [string, number] => Number.isInteger(one[1])),
    ),
    recipe: own ? (text.safeParse(Object.values(versions ?? {})[0]).data ?? null) : null,
    letters: own ? (fiveshot?.letters ?? null) : null,
  };
}

/** `pretrained=EleutherAI/pythia-70m,dtype=float16`, or the same as an object in newer versions. */
function argumentsOf(args: string | Readonly<Record<string, unknown>>): (name: string) => string | null {
  const pairs =
    typeof args === 'string'
      ? args.split(',').map((pair): [string, unknown] => {
          const [name = '', ...value] = pair.split('=');
          return [name.trim(), value.join('=').trim()];
        })
      : Object.entries(args);
  const found = new Map(pairs);
  return (name) => {
    const value = text.safeParse(found.get(name));
    return value.success ? value.data : null;
  };
}
