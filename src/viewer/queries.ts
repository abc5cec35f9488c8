import { z } from 'zod';
import { didYouMean, InputError } from '../errors.ts';
import { QUESTION_ORDERS } from './run-index.ts';

/** Rows that one answer may hold: enough for any screen, and a fraction of a second for a browser to draw. */
const MOST_ROWS = 500;

/** Longest text to search ids for; ids themselves are shorter. */
const MOST_SEARCHED = 200;

const run = wholeNumber(0, 999_999);
const exam = z.enum(['ceval', 'gaokao', 'agieval', 'mmlu'], {
  error: 'must be one of ceval, gaokao, agieval, mmlu',
});
const subject = z.string().regex(/^[^/]+\/[^/]+$/, 'must be exam/subject, as in mmlu/anatomy');
const search = z.string().max(MOST_SEARCHED, `may have at most ${MOST_SEARCHED} characters`);
const id = z.string().regex(/^[^/]+\/[^/]+\/[^/]+\/\d+$/, 'must be a question, as in mmlu/anatomy/test/3');

const page = {
  offset: wholeNumber(0, 999_999_999).default(0),
  limit: wholeNumber(1, MOST_ROWS).default(100),
};

export const questionsQuery = z.strictObject({
  run,
  exam: exam.exactOptional(),
  subject: subject.exactOptional(),
  outcome: oneOf(['right', 'wrong', 'unanswerable', 'failed', 'unlabelled']).exactOptional(),
  /** Smallest margin, inclusive. */
  'margin-from': decimal().exactOptional(),
  /** Largest margin, exclusive. */
  'margin-below': decimal().exactOptional(),
  search: search.exactOptional(),
  sort: oneOf(QUESTION_ORDERS).default('journal'),
  ...page,
});
export type QuestionsQuery = z.infer<typeof questionsQuery>;

export const PAIR_ORDERS = ['journal', 'margin-up', 'margin-down'] as const;

export const pairsQuery = z.strictObject({
  a: run,
  b: run,
  exam: exam.exactOptional(),
  subject: subject.exactOptional(),
  /** `differ`: one of the first three. */
  kind: oneOf(['only-a', 'only-b', 'other-letters', 'same-letter', 'not-compared', 'differ']).exactOptional(),
  search: search.exactOptional(),
  sort: oneOf(PAIR_ORDERS).default('journal'),
  ...page,
});
export type PairsQuery = z.infer<typeof pairsQuery>;

export const questionQuery = z.strictObject({ run, id });

export const noQuery = z.strictObject({});

/**
 * The parameters of an address, checked. An empty value counts as not given, as a form sends what is not filled in.
 * Throws InputError with one sentence for a parameter that is unknown, missing, given twice or out of its bounds.
 */
export function parseQuery<T>(schema: z.ZodObject & z.ZodType<T>, parameters: URLSearchParams): T {
  const names = Object.keys(schema.shape);
  const given: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (!names.includes(name)) throw unknownParameter(name, names);
    if (Object.hasOwn(given, name))
      throw new InputError(`The parameter ${name} is given twice: give it once.`);
    if (value !== '') given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]);
  const value = given[name];
  throw new InputError(
    value === undefined
      ? `The parameter ${name} is missing: give it a value.`
      : `The parameter ${name} is ${JSON.stringify(value.slice(0, 80))}: it ${issue?.message}.`,
  );
}

function unknownParameter(name: string, names: readonly string[]): InputError {
  const known = names.length === 0 ? 'there are none here' : `there are ${names.join(', ')}`;
  const quoted = JSON.stringify(name.slice(0, 80));
  return new InputError(`There is no parameter ${quoted}, ${known}.${didYouMean(name.slice(0, 80), names)}`);
}

function wholeNumber(least: number, most: number) {
  const bounds = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, bounds)
    .transform(Number)
    .refine((value) => value >= least && value <= most, bounds);
}

function decimal() {
  return z
    .string()
    .regex(/^(\d{1,9}(\.\d{0,9})?|\.\d{1,9})$/, 'must be a number of at least 0, as in 0.5')
    .transform(Number);
}

function oneOf<const T extends readonly string[]>(names: T) {
  return z.enum(names, { error: `must be one of ${names.join(', ')}` });
}
