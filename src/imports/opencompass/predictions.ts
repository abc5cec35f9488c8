import { z } from 'zod';
import { FormatError } from '../../errors.ts';
import { sha256 } from '../../fingerprint.ts';
import { generatedLetter } from '../generated-letter.ts';
import { LETTERS, type LoggedQuestion } from '../logged.ts';

/** Questions of a file. The largest subject of an exam has 1,534. */
const MAX_QUESTIONS = 100_000;

/** A text, or the turns of a chat. */
const prompt = z.union([z.string(), z.array(z.object({ prompt: z.string() }))]);

/** What the generating inferencer writes of a question (`GenInferencerOutputHandler`). */
const generated = z.object({ origin_prompt: prompt, prediction: z.string(), gold: z.unknown() });

/** What the perplexity inferencer writes of a question's letter (`PPLInferencerOutputHandler`). */
const labelled = z.object({ 'testing input': prompt, prompt, PPL: z.number() });

const LABEL = 'label: ';

/**
 * The questions of a predictions file of OpenCompass, by their rows: of the perplexity inferencer, whose `PPL` is the mean
 * natural-log loss a token of the whole text (`_get_ppl` in opencompass/models/huggingface.py), or of the generating one.
 * Throws FormatError with the key of the question that is not as these write it.
 */
export function parsePredictions(json: string, file: string): readonly LoggedQuestion[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new FormatError(`${file} is not JSON: restore it, or run its data set again.`);
  }
  const parsed = z.record(z.string().regex(/^\d{1,6}$/), z.record(z.string(), z.unknown())).safeParse(value);
  if (!parsed.success) {
    throw new FormatError(
      `${file} is no predictions file of OpenCompass: it is no object of numbered questions.`,
    );
  }
  const entries = Object.entries(parsed.data);
  if (entries.length === 0 || entries.length > MAX_QUESTIONS) {
    throw new FormatError(`${file} has ${entries.length} questions; 1 to ${MAX_QUESTIONS} are read.`);
  }
  return entries
    .map(([key, record]) => questionOf(record, Number(key), `${file} question ${key}`))
    .toSorted((a, b) => a.row - b.row);
}

function questionOf(record: Readonly<Record<string, unknown>>, row: number, place: string): LoggedQuestion {
  const labels = Object.keys(record).filter((key) => key.startsWith(LABEL));
  const common = { place, row, id: null, gold: goldOf(record['gold']), right: null };
  if (labels.length > 0) return { ...common, ...byPerplexity(record, labels, place) };
  const { origin_prompt, prediction } = checked(generated, record, place);
  const text = textOf(origin_prompt);
  return {
    ...common,
    text,
    promptSha256: sha256(text),
    answer: { kind: 'generated', letter: generatedLetter(prediction) },
  };
}

function byPerplexity(
  record: Readonly<Record<string, unknown>>,
  labels: readonly string[],
  place: string,
): Pick<LoggedQuestion, 'text' | 'promptSha256' | 'answer'> {
  const wanted = LETTERS.map((letter) => LABEL + letter);
  if (labels.length !== wanted.length || wanted.some((key) => !labels.includes(key))) {
    throw new FormatError(
      `${place} has the labels ${labels.join(', ')}, where ${LETTERS.join(', ')} are read.`,
    );
  }
  const texts = wanted.map((key) => checked(labelled, record[key], `${place}, ${key}`));
  const scores = texts.map(({ PPL }) => -PPL);
  const chosen = LETTERS[scores.indexOf(Math.max(...scores))];
  if (record['prediction'] !== chosen) {
    throw new FormatError(
      `${place} has another prediction than ${chosen}, whose loss is the least: the file was changed.`,
    );
  }
  return {
    text: textOf(texts[0]?.['testing input'] ?? ''),
    promptSha256: sha256(commonStart(texts.map((one) => textOf(one.prompt)))),
    answer: { kind: 'loss', scores },
  };
}

function checked<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const key = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new FormatError(`${place}: its ${key || 'value'} is not as OpenCompass writes it.`);
}

/** A chat's turns one after the other: how its model joins them is not in the log. */
function textOf(given: z.infer<typeof prompt>): string {
  return typeof given === 'string' ? given : given.map((turn) => turn.prompt).join('\n');
}

/** What all texts begin with: the prompt, where they differ in their letter alone. */
function commonStart([first = '', ...others]: readonly string[]): string {
  let end = 0;
  while (end < first.length && others.every((other) => other[end] === first[end])) end++;
  return first.slice(0, end);
}

function goldOf(gold: unknown): string | null {
  const [only = gold, second] = Array.isArray(gold) ? (gold as unknown[]) : [];
  return second === undefined && typeof only === 'string' && LETTERS.includes(only) ? only : null;
}
