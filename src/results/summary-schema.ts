import { z } from 'zod';
import type { Summary } from '../records.ts';
import { diagnosticsSchema } from './diagnostics-schema.ts';

export const SUMMARY_FILE = 'summary.json';

/** Raised whenever a field of summary.json changes its meaning or is computed otherwise. */
export const SUMMARY_SCHEMA = 'fiveshot.summary/1';

/** Four exams with all of their subjects are under 200 kB. */
export const MAX_SUMMARY_BYTES = 8 * 1024 * 1024;

const count = z.int().min(0);
const name = z.string().min(1);
const share = z.number().min(0).max(1);
const split = z.enum(['dev', 'val', 'test']);
const interval = z.strictObject({ low: z.number(), high: z.number() }).nullable();
const constantLetter = z.record(name, share);
const counts = z.strictObject({
  right: count,
  wrong: count,
  unanswerable: count,
  failed: count,
  unlabelled: count,
});

const group = z.strictObject({
  name,
  onCard: z.boolean(),
  rule: z.enum(['pooled', 'subject-mean']),
  counts,
  scored: count,
  total: count,
  accuracy: share.nullable(),
  interval,
  byRule: z.strictObject({ pooled: share.nullable(), 'subject-mean': share.nullable() }),
  subjects: z.array(name).readonly(),
  complete: z.boolean(),
  constantLetter,
});

const subject = z.strictObject({
  subject: name,
  split,
  category: name.nullable(),
  counts,
  scored: count,
  total: count,
  accuracy: share.nullable(),
  interval,
  meanShotsUsed: z.number().min(0).nullable(),
  truncated: count,
  constantLetter,
});

/** A summary whole, key for key in the order in which it is written: nothing may be missing or added. */
export const summarySchema: z.ZodType<Summary> = z.strictObject({
  benchmark: z.enum(['ceval', 'gaokao', 'agieval', 'mmlu']),
  title: name,
  recipe: name,
  splits: z.array(split).readonly(),
  decimals: z.int().min(0).max(6),
  groups: z.array(group).readonly(),
  subjects: z.array(subject).readonly(),
  diagnostics: diagnosticsSchema,
  notes: z.array(z.string()).readonly(),
});
