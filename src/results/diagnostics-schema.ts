import { z } from 'zod';
import type { Diagnostics } from '../records.ts';

const count = z.int().min(0);
const name = z.string().min(1);
const share = z.number().min(0).max(1);
const amount = z.number().min(0);
const split = z.enum(['dev', 'val', 'test']);

const letterRates = z.strictObject({
  letter: name,
  picked: count,
  pickRate: share.nullable(),
  gold: count,
  goldRate: share.nullable(),
  right: count,
});

const calibration = z.strictObject({
  questions: count,
  ece: share,
  meanConfidence: share,
  accuracy: share,
  bins: z
    .array(
      z.strictObject({
        low: share,
        high: share,
        questions: count,
        confidence: share.nullable(),
        accuracy: share.nullable(),
      }),
    )
    .readonly(),
});

const margins = z.strictObject({
  questions: count,
  low: amount,
  median: amount,
  high: amount,
  ties: count,
  nearTie: amount,
  nearTies: count,
  noise: amount,
  couldFlip: count,
  couldLose: count,
  couldGain: count,
});

const constant = { letter: name, picked: count, answered: count, tied: count };

const outlying = z.strictObject({
  subject: name,
  split,
  right: count,
  scored: count,
  othersRight: count,
  othersScored: count,
  p: share,
  holm: share,
});

/** Diagnostics as a summary file has them, key for key in the order in which they are written. */
export const diagnosticsSchema: z.ZodType<Diagnostics> = z.strictObject({
  answered: count,
  letterMass: z
    .strictObject({ questions: count, mean: amount, low: amount, median: amount, belowHalf: count })
    .nullable(),
  letters: z.array(letterRates).readonly(),
  calibration: calibration.nullable(),
  margins: margins.nullable(),
  constantAnswer: z.strictObject(constant).nullable(),
  constantSubjects: z.array(z.strictObject({ subject: name, split, ...constant })).readonly(),
  outOfLine: z.strictObject({ alpha: share, tested: count, subjects: z.array(outlying).readonly() }),
});
