import { z } from 'zod';

/** Raised whenever a field of run.json or of a journal line changes its meaning. */
export const RUN_SCHEMA = 'fiveshot.run/1';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex');
const name = z.string().min(1);
const count = z.int().min(0);

const benchmarkRun = z
  .strictObject({
    benchmark: z.enum(['ceval', 'gaokao', 'agieval', 'mmlu']),
    /** What the run covers; total = questions of the subject after the filter, run or not. */
    subjects: z
      .array(
        z.strictObject({ subject: name, split: z.enum(['dev', 'val', 'test']), total: count }).readonly(),
      )
      .readonly(),
    /** Present where the questions are fiveshot's samples and not the exam's own: the subjects that the samples have. */
    samples: z.array(name).readonly().exactOptional(),
    /** Every data file that was read, by its name inside the data set. */
    files: z.array(z.strictObject({ name, sha256: hash }).readonly()).readonly(),
    letterRule: z.enum(['upstream', 'context', 'option-texts', 'generated']),
    /** Token ids of each letter, `{ A: [319], … }`; empty where a backend has no ids. */
    letterIds: z.record(name, z.array(count).readonly()).readonly(),
    /** Present in an imported run. */
    imported: z
      .strictObject({
        /** Questions whose prompt is not byte for byte the one that the recipe makes. */
        otherPrompts: count,
        /** Questions that the log names and has no text of, which could not be held against the data. */
        byIdAlone: count,
        /** Questions of the log that the recipe does not score: its shots, and those that are no single choice of four. */
        leftOut: count,
      })
      .readonly()
      .exactOptional(),
  })
  .readonly();

const importedLog = z
  .strictObject({
    /** The harness that asked the model. */
    source: z.enum(['lm-eval', 'opencompass']),
    /** Its version, where the log tells. */
    version: name.nullable(),
    /** The log's files, without their folders. */
    files: z.array(z.strictObject({ name, sha256: hash }).readonly()).readonly(),
  })
  .readonly();

const host = z
  .strictObject({
    os: name,
    cpu: z.string(),
    cores: count,
    node: name,
    onnxruntime: z.string().nullable(),
  })
  .readonly();

/** ISO 8601; null while a sitting is under way or was interrupted. */
const finished = z.iso.datetime().nullable();
const position = z.int().min(1);

/** The part of a run that one folder has, as `--shard` asked. */
const shard = z
  .strictObject({
    /** From 1. */
    index: position,
    /** How many shards the run was cut into. */
    of: position,
    /** Questions that are its share. */
    questions: count,
  })
  .refine(({ index, of }) => index <= of, 'is beyond the number of shards')
  .readonly();

/** How many answers fp32 changes, of a sample that was asked in fp32 too. */
const flips = z
  .strictObject({
    questions: position,
    flips: count,
    /** Of these, how many where fp32 prefers its letter by more than 0.5. */
    sure: count,
  })
  .refine((one) => one.sure <= one.flips && one.flips <= one.questions, 'has more flips than questions')
  .readonly();

const merged = z
  .strictObject({
    /** How many shards the run was cut into. */
    of: position,
    /** Those that it was merged from, in order, with what each says of its machine. */
    shards: z
      .array(
        z
          .strictObject({ index: position, version: name, host, started: z.iso.datetime(), finished })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

/** All of run.json. Strict: a key that is not named here (a header, an environment, a token) can't be stored. */
export const runRecordSchema = z
  .strictObject({
    schema: z.literal(RUN_SCHEMA),
    id: name,
    /** Version of fiveshot. */
    version: name,
    recipe: name,
    model: z
      .strictObject({
        name,
        /** SHA-256 over the graph and its weights; null in an imported run alone, whose log has none. */
        sha256: hash.nullable(),
        tokenizerSha256: hash.nullable(),
      })
      .readonly(),
    precision: name,
    /** Present where a sample of the answers was compared with fp32's. */
    flips: flips.exactOptional(),
    /** Present where the answers were read from another harness's log. */
    imported: importedLog.exactOptional(),
    /** Present where the folder has a part of the run, of which everything else here tells. */
    shard: shard.exactOptional(),
    /** Present where the run was merged from shards. */
    merged: merged.exactOptional(),
    benchmarks: z.array(benchmarkRun).readonly(),
    settings: z
      .strictObject({
        shots: count,
        /** Most questions a subject, or null for all. */
        limit: z.int().min(1).nullable(),
        /** Most tokens a prompt, or null for the recipe's limit. */
        maxTokens: z.int().min(1).nullable(),
        /** Whether keys and values of shared prefixes were reused. */
        reuse: z.boolean(),
      })
      .readonly(),
    /** Null in a merged run alone, whose shards have one each. */
    host: host.nullable(),
    /** ISO 8601 times; finished is the end of the last sitting, null while one is under way or was interrupted. */
    started: z.iso.datetime(),
    finished,
  })
  .refine(({ imported, model }) => imported !== undefined || !Object.values(model).includes(null), {
    path: ['model'],
    error: 'has no hash, which only an imported run may lack',
  })
  .refine(({ merged: joined, host: machine }) => joined !== undefined || machine !== null, {
    path: ['host'],
    error: 'is null, which only a merged run has',
  })
  .readonly();

/** The machine of a run, or of a shard. */
export type Host = z.infer<typeof host>;

/** What a run was: everything that a number of its tables can be traced to. */
export type RunRecord = z.infer<typeof runRecordSchema>;

/** The part of a run that decides its answers. */
export type RunIdentity = Pick<
  RunRecord,
  'model' | 'precision' | 'recipe' | 'imported' | 'shard' | 'merged' | 'benchmarks' | 'settings'
>;
