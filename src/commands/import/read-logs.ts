import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, hasCode } from '../../errors.ts';
import { sha256 } from '../../fingerprint.ts';
import { type LmEvalRun, parseResults } from '../../imports/lm-eval/results.ts';
import { parseSamples } from '../../imports/lm-eval/samples.ts';
import type { LoggedQuestion } from '../../imports/logged.ts';
import { parsePredictions } from '../../imports/opencompass/predictions.ts';
import { folderOf, type LogFile } from './find-logs.ts';

/** A log as it was read. */
export interface ReadLog {
  readonly file: LogFile;
  readonly sha256: string;
  readonly questions: readonly LoggedQuestion[];
}

/** What logs tell of the run that they are of; null where they do not. */
export interface LoggedRun {
  readonly model: string;
  readonly version: string | null;
  readonly precision: string | null;
  readonly shots: number | null;
  readonly recipe: string | null;
  readonly letters: LmEvalRun['letters'];
}

/** MMLU's longest subject with its prompts logged four times is about 80 MB; JavaScript holds a text of 512 MB. */
const MAX_LOG_BYTES = 384 * 1024 * 1024;

/** The results of all tasks of lm-eval are under 2 MB. */
const MAX_RESULTS_BYTES = 32 * 1024 * 1024;

/** Reads one log. Throws InputError where it is too large, FormatError where it is not as its harness writes it. */
export async function readLog(file: LogFile): Promise<ReadLog> {
  const bytes = await readBounded(file.path, MAX_LOG_BYTES);
  const questions =
    file.source === 'lm-eval'
      ? parseSamples(bytes, file.path)
      : parsePredictions(bytes.toString('utf8'), file.path);
  return { file, sha256: sha256(bytes), questions };
}

/**
 * Reads what stands beside the logs: lm-eval's results of the same date; of OpenCompass the name of the folder alone.
 * Throws InputError where the logs are of two models, or have two numbers of shots.
 */
export async function readLoggedRun(files: readonly LogFile[]): Promise<LoggedRun> {
  const results = new Map<string, LmEvalRun | null>();
  for (const file of files) {
    const path = resultsPath(file);
    if (path !== null && !results.has(path)) results.set(path, await readResults(path));
  }
  const told = files.map((file) => ({ file, run: results.get(resultsPath(file) ?? '') ?? null }));
  return {
    model: oneOf('model', told, ({ file, run }) => run?.model ?? folderOf(file)) ?? 'model',
    version: oneOf('version', told, ({ run }) => run?.version),
    precision: oneOf('precision', told, ({ run }) => run?.precision),
    shots: oneOf('number of shots', told, ({ file, run }) => run?.shots[file.taskName]),
    recipe: oneOf('recipe', told, ({ run }) => run?.recipe),
    letters: oneOf('letter rule', told, ({ run }) => run?.letters),
  };
}

interface Told {
  readonly file: LogFile;
  readonly run: LmEvalRun | null;
}

/** What all logs say alike; null where none says anything. */
function oneOf<T>(fact: string, told: readonly Told[], value: (one: Told) => T | null | undefined): T | null {
  const values = told.map((one) => {
    const own = value(one) ?? null;
    return { path: one.file.path, value: own, text: own === null ? 'not known' : JSON.stringify(own) };
  });
  const [first] = values;
  const other = values.find(({ text }) => text !== first?.text);
  if (first === undefined || other === undefined) return first?.value ?? null;
  throw new InputError(
    `The ${fact} is ${first.text} in ${first.path} and ${other.text} in ${other.path}: import them into runs of their own.`,
  );
}

function resultsPath({ source, path, date }: LogFile): string | null {
  return source === 'lm-eval'
    ? join(dirname(path), date === null ? 'results.json' : `results_${date}.json`)
    : null;
}

async function readResults(path: string): Promise<LmEvalRun | null> {
  try {
    return parseResults((await readBounded(path, MAX_RESULTS_BYTES)).toString('utf8'), path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function readBounded(path: string, most: number): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > most) {
    throw new InputError(`${basename(path)} has ${size} bytes, and at most ${most} are read of such a file.`);
  }
  return readFile(path);
}
