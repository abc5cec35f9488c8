import { z } from 'zod';
import { FormatError } from '../../errors.ts';
import { sha256 } from '../../fingerprint.ts';
import type { LoggedQuestion } from '../logged.ts';
import { answerOf, goldOf, type Request } from './answer.ts';

/** Bytes of one line. The longest prompts of MMLU, logged four times, are under 100 kB. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** Lines of a file. The largest subject of an exam has 1,534 questions. */
const MAX_LINES = 100_000;

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

const json = z.record(z.string(), z.unknown());

/** A line of the samples, see `SampleResult` in lm-eval's result_schema.py; keys that are not read here may be there. */
const schema = z.object({
  doc_id: z.int().min(0),
  doc: json,
  target: z.unknown(),
  arguments: z.union([z.record(z.string(), json), z.array(z.array(z.unknown()))]).optional(),
  filtered_resps: z.array(z.unknown()).min(1).max(64),
  filter: z.string().optional(),
  prompt_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  acc: z.number().optional(),
});

type SampleLine = z.infer<typeof schema>;

/**
 * The questions of a samples file of lm-eval (`--log_samples`), in the order of its lines. Where a task has several filters
 * the file has a line for each: those of the first count.
 * Throws FormatError with the line that is not as lm-eval writes it.
 */
export function parseSamples(bytes: Uint8Array, file: string): readonly LoggedQuestion[] {
  const found: LoggedQuestion[] = [];
  let first: string | undefined;
  for (const { line, place } of linesOf(bytes, file)) {
    const sample = parseLine(line, place);
    first ??= sample.filter ?? '';
    if ((sample.filter ?? '') === first) found.push(questionOf(sample, place));
  }
  if (found.length === 0) throw new FormatError(`${file} has no line: log the samples again.`);
  return found;
}

function* linesOf(bytes: Uint8Array, file: string): Iterable<{ line: Uint8Array; place: string }> {
  let start = 0;
  for (let number = 1; start < bytes.length; number++) {
    const place = `${file} line ${number}`;
    if (number > MAX_LINES)
      throw new FormatError(`${file} has more than the ${MAX_LINES} lines that are read.`);
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    if (end - start > MAX_LINE_BYTES) {
      throw new FormatError(
        `${place} has ${end - start} bytes, more than the ${MAX_LINE_BYTES} that are read.`,
      );
    }
    if (end > start) yield { line: bytes.subarray(start, end), place };
    start = end + 1;
  }
}

function parseLine(line: Uint8Array, place: string): SampleLine {
  let value: unknown;
  try {
    value = JSON.parse(UTF_8.decode(line));
  } catch {
    throw new FormatError(`${place} is not JSON in UTF-8: log the samples again.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const key = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new FormatError(
    `${place} is no sample of lm-eval: its ${key || 'value'} is not as lm-eval writes it.`,
  );
}

function questionOf(sample: SampleLine, place: string): LoggedQuestion {
  const requests = requestsOf(sample.arguments);
  const [context] = requests[0] ?? [];
  // A log that keeps its prompts back has none, or empty ones, and the hash of what was asked.
  const promptSha256 = typeof context === 'string' && context !== '' ? sha256(context) : sample.prompt_hash;
  if (promptSha256 === undefined) {
    throw new FormatError(
      `${place} has neither a prompt nor a prompt_hash: log the samples with a newer lm-eval.`,
    );
  }
  const ownId = /^[a-z]+\/[^/]+\/(dev|val|test)\/\d+$/;
  const id = typeof sample.doc['id'] === 'string' && ownId.test(sample.doc['id']) ? sample.doc['id'] : null;
  const text = id === null ? stringsIn(sample.doc).join('\n') : '';
  if (id === null && text === '') {
    throw new FormatError(`${place} has no text in its doc by which its question could be found.`);
  }
  return {
    place,
    row: sample.doc_id,
    id,
    text,
    promptSha256,
    answer: answerOf(sample.filtered_resps, { requests, place }),
    gold: goldOf(sample.target),
    right: sample.acc === undefined ? null : sample.acc === 1,
  };
}

/** Context and continuation of each request: `{gen_args_0: {arg_0: …}}`, and lists in older versions. */
function requestsOf(given: SampleLine['arguments']): readonly Request[] {
  if (given === undefined) return [];
  if (Array.isArray(given)) return given;
  return Object.keys(given).map((_, index) => {
    const request = given[`gen_args_${index}`];
    return [request?.['arg_0'], request?.['arg_1']];
  });
}

/** Every text and number in a doc. Docs of the exams are two deep; what is nested deeper is a mistake. */
function stringsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  return Object.values(value).flatMap((one) => stringsIn(one, depth + 1));
}
