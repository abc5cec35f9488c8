import { z } from 'zod';
import { FormatError, InputError } from '../../../errors.ts';
import { readBounded } from '../../../results/bounded-file.ts';

/** All 32,000 questions of the four exams with their scores are about 20 MB. */
const MAX_REFERENCE_BYTES = 256 * 1024 * 1024;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'it must be a SHA-256 in hexadecimal');

const ReferenceScore = z
  .object({
    id: z.string().regex(/^[^/]+\/[^/]+\/(?:val|test)\/\d+$/, 'it must be BENCHMARK/SUBJECT/SPLIT/INDEX'),
    recipe: z.string(),
    prompt_sha256: Sha256,
    tokens: z.int().positive().optional(),
    input_ids_sha256: Sha256.optional(),
    letters: z.enum(['upstream', 'context']).default('upstream'),
    letter_ids: z.array(z.int()).optional(),
    scores: z.array(z.number()).min(1),
    chosen: z.string(),
  })
  .transform((line) => ({
    questionId: line.id,
    recipe: line.recipe,
    promptSha256: line.prompt_sha256,
    tokens: line.tokens,
    idsSha256: line.input_ids_sha256,
    letters: line.letters,
    letterIds: line.letter_ids,
    scores: line.scores,
    chosen: line.chosen,
  }));

/** What another implementation says of one question: a line of `--against`, whose form docs/models.md has. */
export type ReferenceScore = z.infer<typeof ReferenceScore>;

/**
 * Reads reference scores, a JSON object a line. Throws InputError where there is no file, it is too large or empty, and
 * FormatError with the line that can't be used, or that repeats a question.
 */
export function readReferences(path: string): readonly ReferenceScore[] {
  const bytes = readBounded(path, MAX_REFERENCE_BYTES, 'a file of reference scores');
  if (bytes === null) throw new InputError(`There is no file ${path} of reference scores.`);
  const references: ReferenceScore[] = [];
  const seen = new Set<string>();
  for (const [index, line] of bytes.toString('utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const reference = parseLine(line, `${path}, line ${index + 1}`);
    if (seen.has(reference.questionId)) {
      throw new FormatError(
        `${path}, line ${index + 1}, has ${reference.questionId} a second time; keep one.`,
      );
    }
    seen.add(reference.questionId);
    references.push(reference);
  }
  if (references.length === 0) throw new InputError(`${path} has no reference scores.`);
  return references;
}

function parseLine(line: string, where: string): ReferenceScore {
  const result = ReferenceScore.safeParse(contentOf(line, where));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new FormatError(
    `${where}, is no reference score (${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}); docs/models.md has the form.`,
  );
}

function contentOf(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${where}, is not whole JSON (${reason}).`, { cause: error });
  }
}
