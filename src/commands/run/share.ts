import type { Shard } from '../../config/shard.ts';
import { stretchesOf } from '../../engine/shards.ts';
import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
import type { SubjectRun } from '../exams.ts';

/** A subject and the questions that a run asks of it, in file order. */
export interface AskedSubject {
  readonly run: SubjectRun;
  readonly asked: readonly ExamPrompt[];
}

/** What a shard asks of a subject, or what a stop has left. */
export interface SubjectShare extends AskedSubject {
  /** With what is done, and what other shards ask: which questions run together follows from all. */
  readonly whole: readonly ExamPrompt[];
}

/** All that may run where shares are scored. */
export function wholeSubjects(shares: readonly SubjectShare[]): readonly AskedSubject[] {
  return shares.map(({ run, whole }) => ({ run, asked: whole }));
}

/** How many questions are asked of all subjects. */
export function questionCount(subjects: readonly AskedSubject[]): number {
  return subjects.reduce((sum, { asked }) => sum + asked.length, 0);
}

/** What a run asks: at most `limit` questions a subject, and of those the share of its shard. */
export function askedQuestions(
  subjects: readonly SubjectRun[],
  { limit, shard }: { readonly limit?: number; readonly shard?: Shard },
): readonly SubjectShare[] {
  const wholes = subjects.map(({ prompts }) => prompts.slice(0, limit));
  const stretches = shard && stretchesOf(wholes.map(costsOf), shard);
  return subjects.map((run, index) => {
    const whole = wholes[index] ?? [];
    return { run, whole, asked: stretches ? whole.slice(...(stretches[index] ?? [0, 0])) : whole };
  });
}

/** What the questions that are asked of a subject cost together, in the unit of `costsOf`. */
export function workOf({ asked }: AskedSubject): number {
  return costsOf(asked).reduce((sum, cost) => sum + cost, 0);
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

/** What `textSize` gives for a token, about. */
export const SIZE_OF_TOKEN = 8;

/**
 * About `SIZE_OF_TOKEN` times the tokens of a text: a Chinese character (three bytes in UTF-8, one unit in UTF-16) is 8, one of
 * ASCII 2, as a token is about one of the former or four of the latter.
 */
export function textSize(text: string): number {
  return 3 * Buffer.byteLength(text) - text.length;
}
