import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import type { TabledSummary } from '../records.ts';
import { readBounded } from './bounded-file.ts';
import { firstIssue } from './journal-entry.ts';
import type { RunRecord } from './run-record.ts';
import { MAX_SUMMARY_BYTES, SUMMARY_FILE, SUMMARY_SCHEMA } from './summary-schema.ts';

const count = z.int().min(0);
const name = z.string().min(1);
const share = z.number().min(0).max(1);
const split = z.enum(['dev', 'val', 'test']);
const tally = {
  counts: z
    .object({ right: count, wrong: count, unanswerable: count, failed: count, unlabelled: count })
    .readonly(),
  scored: count,
  total: count,
};

const subject = z
  .object({
    ...tally,
    subject: name,
    split,
    meanShotsUsed: z.number().min(0).nullable(),
    truncated: count,
    constantLetter: z.record(name, share).readonly(),
  })
  .refine(({ counts, scored }) => counts.right + counts.wrong === scored, 'has other counts than scored')
  .refine(
    ({ counts, total }) => Object.values(counts).reduce((sum, one) => sum + one, 0) <= total,
    'has more outcomes than questions',
  )
  .readonly();

const group = z
  .object({
    ...tally,
    name,
    onCard: z.boolean(),
    rule: z.enum(['pooled', 'subject-mean']),
    accuracy: share.nullable(),
    subjects: z.array(name).readonly(),
  })
  .readonly();

const constant = z.object({ letter: name, picked: count, answered: count, tied: count });

const diagnostics = z
  .object({
    constantAnswer: constant.readonly().nullable(),
    constantSubjects: z.array(constant.extend({ subject: name, split }).readonly()).readonly(),
  })
  .readonly();

const summary: z.ZodType<TabledSummary> = z
  .object({
    benchmark: z.enum(['ceval', 'gaokao', 'agieval', 'mmlu']),
    title: name,
    recipe: name,
    splits: z.array(split).readonly(),
    decimals: z.int().min(0).max(6),
    groups: z.array(group).readonly(),
    subjects: z.array(subject).readonly(),
    notes: z.array(z.string()).readonly(),
    diagnostics: diagnostics.exactOptional(),
  })
  .readonly();

const fileSchema = z.object({
  schema: z.literal(SUMMARY_SCHEMA),
  run: name,
  summaries: z.array(summary).readonly(),
});

/**
 * The summaries in a run folder whose journal is kept elsewhere. Keys that are not read here may be there.
 * Throws InputError where there are none, or where they are of another version, another run, or other subjects than
 * the run's record has.
 */
export async function readSummaries(folder: string, record: RunRecord): Promise<readonly TabledSummary[]> {
  const path = join(folder, SUMMARY_FILE);
  const parsed = fileSchema.safeParse(readJson(path));
  if (!parsed.success) {
    throw new InputError(`${path} is not a summary of this version (${firstIssue(parsed.error)}).`);
  }
  const { run, summaries } = parsed.data;
  if (run !== record.id) {
    throw new InputError(`${path} is of run ${run}, the run.json beside it of ${record.id}: restore one.`);
  }
  const [had, has] = [coverage(record.benchmarks), coverage(summaries)];
  const other = [...had, ...has].find((one) => !had.includes(one) || !has.includes(one));
  if (other === undefined) return summaries;
  throw new InputError(`${path} and the run.json beside it do not agree on ${other}: restore one.`);
}

interface Covered {
  readonly benchmark: string;
  readonly subjects: readonly {
    readonly subject: string;
    readonly split: string;
    readonly total: number;
  }[];
}

function coverage(benchmarks: readonly Covered[]): string[] {
  return benchmarks.flatMap(({ benchmark, subjects }) =>
    subjects.map((one) => `${benchmark}/${one.subject}/${one.split} with ${one.total} questions`),
  );
}

function readJson(path: string): unknown {
  const bytes = readBounded(path, MAX_SUMMARY_BYTES, 'a summary');
  if (bytes === null) {
    throw new InputError(`There is no ${path} and no journal beside it: the run has no answers yet.`);
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new InputError(`${path} is not JSON: restore it.`);
  }
}
