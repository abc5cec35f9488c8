import type { Shard } from '../../config/shard.ts';
import { stretchesOf } from '../../engine/shards.ts';
import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
import type { SubjectRun } from '../exams.ts';

/** A subject and the questions that a run asks of it, in file order. */
export interface AskedSubject {
  readonly run: SubjectRun;
  readonly asked: readonly ExamPrompt[];
}

/** How many questions are asked of all subjects. */
export function questionCount(subjects: readonly AskedSubject[]): number {
  return subjects.reduce((sum, { asked }) => sum + asked.length, 0);
}

/** The questions that a run asks of a subject, or its shards together: at most `limit`. */
export function withinLimit(run: SubjectRun, limit: number | undefined): readonly ExamPrompt[] {
  return run.prompts.slice(0, limit);
}

/** What a run asks: at most `limit` questions a subject, and of those the share of its shard. */
export function askedQuestions(
  subjects: readonly SubjectRun[],
  { limit, shard }: { readonly limit?: number; readonly shard?: Shard },
): readonly AskedSubject[] {
  const all = subjects.map((run) => ({ run, asked: withinLimit(run, limit) }));
  if (shard === undefined) return all;
  const stretches = stretchesOf(
    all.map(({ asked }) => costsOf(asked)),
    shard,
  );
  return all.map(({ run, asked }, index) => ({ run, asked: asked.slice(...(stretches[index] ?? [0, 0])) }));
}

/**
 * What each question of a subject costs in a shard that has all of them: its own text, and what stands before it where
 * the question before has other shots. Told from the texts alone, so that it is the same on every machine.
 */
function costsOf(prompts: readonly ExamPrompt[]): readonly number[] {
  return prompts.map((prompt, index) => {
    const own = itemSize(prompt);
    const before = prompts[index - 1];
    if (before !== undefined && haveSameShots(before, prompt)) return own;
    return Math.max(own, textSize(prompt.render(prompt.shotIds.length).text));
  });
}

function haveSameShots(a: ExamPrompt, b: ExamPrompt): boolean {
  return a.shotIds.length === b.shotIds.length && a.shotIds.every((id, index) => id === b.shotIds[index]);
}

/** The size of a question's own text, see `textSize`. */
export function itemSize({ question: { passage, stem, options } }: ExamPrompt): number {
  return [passage ?? '', stem, ...options].reduce((sum, text) => sum + textSize(text), 1);
}

/**
 * About eight times the tokens of a text: a Chinese character (three bytes in UTF-8, one unit in UTF-16) is 8, one of
 * ASCII 2, as a token is about one of the former or four of the latter.
 */
export function textSize(text: string): number {
  return 3 * Buffer.byteLength(text) - text.length;
}
