import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { sha256 } from '../fingerprint.ts';
import type { JournalEntry, Summary } from '../records.ts';
import { writeAtomically } from './atomic.ts';
import { readBounded } from './bounded-file.ts';
import { canonicalVerdicts } from './canonical.ts';
import { firstIssue } from './journal-entry.ts';
import { printOfJournal } from './journal.ts';
import { runRecordSchema, type RunRecord } from './run-record.ts';
import { MAX_SUMMARY_BYTES, SUMMARY_FILE, SUMMARY_SCHEMA, summarySchema } from './summary-schema.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

const fileSchema = z.strictObject({
  schema: z.literal(SUMMARY_SCHEMA),
  run: z.string().min(1),
  questions: count,
  verdictsSha256: hash,
  /** What the summaries follow from: the counting of a version, what run.json says, and the journal. */
  madeOf: z.strictObject({
    version: z.string().min(1),
    recordSha256: hash,
    journal: z.strictObject({ bytes: count, sha256: hash }),
  }),
  summaries: z.array(summarySchema).readonly(),
  sha256: hash,
});

interface MadeSummaries {
  /** With the version that made the summaries. */
  readonly record: RunRecord;
  /** All entries of the folder's journal. */
  readonly entries: readonly JournalEntry[];
  readonly summaries: readonly Summary[];
}

/** Writes summary.json, with what it was made of; nothing else may write to the journal meanwhile. */
export async function writeSummaries(
  folder: string,
  { record, entries, summaries }: MadeSummaries,
): Promise<void> {
  const { id, version } = record;
  const file: Omit<z.infer<typeof fileSchema>, 'sha256'> = {
    schema: SUMMARY_SCHEMA,
    run: id,
    questions: entries.length,
    verdictsSha256: canonicalVerdicts(entries).sha256,
    // Parsed, so that keys are in the order in which run.json has them.
    madeOf: {
      version,
      recordSha256: recordSha256(runRecordSchema.parse(record)),
      journal: printOfJournal(folder),
    },
    summaries,
  };
  await writeAtomically(join(folder, SUMMARY_FILE), seal(JSON.stringify(file, null, 2).slice(0, -BRACE)));
}

/**
 * The summaries of a run folder without a look into its journal's lines: those of summary.json, where counting the journal
 * anew would give the same. Null where that is not certain, or there are none.
 *
 * It is certain where this version made them, of what run.json says, of a journal with the bytes that
 * lie there now. That nobody touched them since (by hand, a script, a failing disk) the seal says: the last line has the
 * hash of all before it. Nothing in a run folder is signed, so that who means to forge can renew the seal, as well as
 * write another journal; the strict schema then still holds every type and bound that renderers count on.
 */
export function readSealedSummaries(
  folder: string,
  record: RunRecord,
  version: string,
): readonly Summary[] | null {
  const file = readSealed(folder, record);
  if (typeof file === 'string' || file.madeOf.version !== version) return null;
  const journal = printOfJournal(folder);
  const same = journal.bytes === file.madeOf.journal.bytes && journal.sha256 === file.madeOf.journal.sha256;
  return same ? file.summaries : null;
}

/**
 * The summaries in a run folder whose journal is kept elsewhere: as they were written, by whichever version.
 * Throws InputError where there are none, or where they were changed or are of another run or another version's form.
 */
export function readLoneSummaries(folder: string, record: RunRecord): readonly Summary[] {
  const file = readSealed(folder, record);
  if (typeof file !== 'string') return file.summaries;
  throw new InputError(`${join(folder, SUMMARY_FILE)} ${file}.`);
}

/** summary.json of a run as it was written, or what is wrong with it, for the end of a message. */
function readSealed(folder: string, record: RunRecord): z.infer<typeof fileSchema> | string {
  const bytes = readBounded(join(folder, SUMMARY_FILE), MAX_SUMMARY_BYTES, 'a summary');
  if (bytes === null) return 'is missing, and there is no journal beside it: the run has no answers yet';
  const text = bytes.toString('utf8');
  if (text !== seal(text.slice(0, -SEAL_LENGTH))) {
    return 'is not as fiveshot wrote it (its last line is the hash of all before it): restore it, or add the journal';
  }
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    return `is not a summary of this version (${firstIssue(parsed.error)}): add the journal, or run again`;
  }
  const { run, madeOf } = parsed.data;
  if (run !== record.id) return `is of run ${run}, the run.json beside it of ${record.id}: restore one`;
  if (madeOf.recordSha256 === recordSha256(record)) return parsed.data;
  return 'and the run.json beside it do not agree: restore one';
}

/** Of a record as run.json has it, but for the model, whose name is stored without credentials, and its end, which comes later. */
function recordSha256({ model: _model, finished: _finished, ...rest }: RunRecord): string {
  return sha256(JSON.stringify(rest));
}

/** The end of a JSON object with two spaces of indentation. */
const BRACE = '\n}'.length;

/** An object that lacks its end, with the hash of its text as its last key. */
function seal(open: string): string {
  return `${open},\n  "sha256": "${sha256(open)}"\n}\n`;
}

const SEAL_LENGTH = seal('').length;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
