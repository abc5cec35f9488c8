import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../src/errors.ts';
import { PRECISIONS } from '../../src/precision.ts';
import { OperatorSum, ProductSum } from './graph-profile.ts';
import { Machine } from './machine.ts';
import { GemmRate, Rate, TimeShares } from './shares.ts';
import { Spread } from './spread.ts';

/** Raised when figures of an older bench don't mean the same any more. */
export const REPORT_SCHEMA = 2;

/** What is compared between two reports, a spread over the passes each. */
const Figures = z.object({
  questionsPerSecond: Spread,
  /** Of those tokens that the model ran, a second. */
  computedTokensPerSecond: Spread,
  /** Of all tokens of the prompts, those that were reused among them. */
  promptTokensPerSecond: Spread,
  /** Seconds from the start of the process to the first verdict on the disk. */
  firstScore: Spread,
  /** Bytes; null where the system does not tell. */
  peakMemory: Spread.nullable(),
  /** Bytes of memory that lie in no file. */
  peakAnonymous: Spread.nullable(),
});
export type FigureName = keyof z.infer<typeof Figures>;

/** The names of the figures, in the order of the tables. */
export const FIGURES = Object.keys(Figures.shape) as readonly FigureName[];

const ModelFigures = z.object({
  model: z.string(),
  precision: z.enum(PRECISIONS),
  passes: z.number(),
  questions: z.number(),
  promptTokens: z.number(),
  computedTokens: z.number(),
  /** The fewest that the questions can be scored with. */
  minimumTokens: z.number(),
  figures: Figures,
  /** Questions with the letter that the model gives in the first of its precisions. */
  sameAnswers: z.object({ precision: z.enum(PRECISIONS), same: z.number(), of: z.number() }).nullable(),
  /** Of a pass of its own. */
  profile: z.object({
    questions: z.number(),
    seconds: z.number(),
    shares: TimeShares,
    gemm: GemmRate,
    operators: z.array(OperatorSum),
    products: z.array(ProductSum),
  }),
});
export type ModelFigures = z.infer<typeof ModelFigures>;

const Report = z.object({
  schema: z.literal(REPORT_SCHEMA),
  fiveshot: z.string(),
  /** ISO 8601. */
  started: z.string(),
  machine: Machine,
  threads: z.number(),
  /** Copies of the model that were asked for; null where each run chose. */
  replicas: z.number().nullable(),
  workload: z.array(z.object({ task: z.string(), questions: z.number() })),
  models: z.array(ModelFigures),
  rates: z.array(Rate),
});
/** What a run of the bench leaves. */
export type Report = z.infer<typeof Report>;

/** Reads an earlier report. Throws InputError where the file is none that this bench reads. */
export function readReport(file: string): Report {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `${file} can't be read as JSON (${reason}); name a file that --out of the bench wrote.`,
    );
  }
  const result = Report.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(
    `${file} is no report of schema ${REPORT_SCHEMA} (${issue?.path.join('.')}: ${issue?.message}); run the bench again for one.`,
  );
}
