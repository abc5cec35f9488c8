import type { QuestionId } from '../../../records.ts';
import type { ReferenceAnswer } from '../../../scoring/agreement.ts';
import { judge } from '../../../scoring/judge.ts';
import type { SubjectRun } from '../../exams.ts';
import { openBackend } from '../open-backend.ts';
import type { LocalModel } from '../../run/model.ts';
import { prepareSubject } from '../../run/prepare.ts';

interface Sample {
  readonly subjects: readonly SubjectRun[];
  /** Questions a subject, the first of each. */
  readonly limit: number;
  readonly threads: number | undefined;
  /** Hears of each question once it has been dealt with. */
  readonly onQuestion: (subject: string) => void;
}

/** What a model answers to a sample of questions; those that it can't be asked, or fails on, are left out. */
export async function answersOf(
  { folder, tokenizer }: LocalModel,
  { subjects, limit, threads, onQuestion }: Sample,
): Promise<ReadonlyMap<QuestionId, ReferenceAnswer>> {
  const { contextLength, prefixReuse } = folder.manifest;
  const backend = await openBackend(folder, { threads });
  const settings = { tokenizer, contextLength, letters: undefined, maxTokens: undefined, reuse: prefixReuse };
  const answers = new Map<QuestionId, ReferenceAnswer>();
  try {
    for (const run of subjects) {
      const { groups, questions } = prepareSubject(run, run.prompts.slice(0, limit), settings);
      for await (const score of backend.score(groups, new AbortController().signal)) {
        const letters = questions.get(score.questionId)?.question.letters ?? [];
        const { chosen } = judge(score, null, letters);
        if (score.status === 'scored' && chosen !== null)
          answers.set(score.questionId, { scores: score.scores, chosen });
        onQuestion(`${run.benchmark.id}/${run.subject}`);
      }
    }
  } finally {
    await backend.close();
  }
  return answers;
}
