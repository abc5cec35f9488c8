import { memoryBound } from '../../../machine/memory.ts';
import type { ModelFolder } from '../../../model-folder.ts';
import type { QuestionId } from '../../../records.ts';
import { agreementOf, type QuestionAgreement, type ReferenceAnswer } from '../../../scoring/agreement.ts';
import { judge } from '../../../scoring/judge.ts';
import { longestPrompt } from '../../run/longest.ts';
import { assertFits, weightBytes } from '../../run/memory.ts';
import { prepareSubject, type TokenSettings } from '../../run/prepare.ts';
import type { AskedSubject } from '../../run/share.ts';
import { openUnchanged } from '../open-backend.ts';

/** Questions that are asked of a model in more than one precision. */
export interface Sample {
  readonly asked: readonly AskedSubject[];
  readonly settings: TokenSettings;
  readonly threads?: number | undefined;
  /** The threads of each copy of the model, in place of `threads`; by default there is one copy. */
  readonly replicaThreads?: readonly number[];
  /** Once aborted, no more questions are asked. */
  readonly signal: AbortSignal;
  /** Hears of each question once it has been dealt with. */
  readonly onQuestion?: (subject: string) => void;
}

/** What a model answers, by question. */
export type Answers = ReadonlyMap<QuestionId, ReferenceAnswer>;

/** A sample's answers, and the seconds that scoring took, the loading of the weights left out. */
export interface Answered {
  readonly answers: Answers;
  readonly seconds: number;
}

/**
 * What a model answers to a sample of questions; those that it can't be asked, or fails on, are left out.
 * Throws InputError where the model doesn't fit into memory, has changed since its build, or can't be loaded.
 */
export async function answersOf(
  folder: ModelFolder,
  { asked, settings, threads, replicaThreads, signal, onQuestion }: Sample,
): Promise<Answered> {
  const longest = longestPrompt(asked, settings);
  assertFits(folder.manifest, { weights: weightBytes(folder), longest }, memoryBound());
  const backend = await openUnchanged(folder, { threads, replicaThreads });
  const answers = new Map<QuestionId, ReferenceAnswer>();
  const started = performance.now();
  const ask = async ({ run, asked: prompts }: AskedSubject): Promise<void> => {
    const { groups, questions } = prepareSubject(run, prompts, settings);
    for await (const score of backend.score(groups, signal)) {
      const letters = questions.get(score.questionId)?.question.letters ?? [];
      const { chosen } = judge(score, null, letters);
      if (score.status === 'scored' && chosen !== null)
        answers.set(score.questionId, { scores: score.scores, chosen });
      onQuestion?.(`${run.benchmark.id}/${run.subject}`);
    }
  };
  try {
    // Each replica takes the next subject that none has.
    const waiting = asked.values();
    const replicas = Array.from({ length: backend.replicas }, async () => {
      for (const one of waiting) await ask(one);
    });
    await Promise.all(replicas);
    return { answers, seconds: (performance.now() - started) / 1000 };
  } finally {
    await backend.close();
  }
}

/** How answers differ from the reference's, where both have one. */
export function compareAnswers(reference: Answers, own: Answers): readonly QuestionAgreement[] {
  return [...reference].flatMap(([questionId, expected]) => {
    const answer = own.get(questionId);
    return answer === undefined ? [] : [agreementOf(answer.scores, { questionId, ...answer }, expected)];
  });
}
