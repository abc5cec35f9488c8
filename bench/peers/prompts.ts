import { writeFile } from 'node:fs/promises';
import { openExams, requestFromFlags } from '../../src/commands/open-exams.ts';
import { askedQuestions } from '../../src/commands/run/share.ts';
import { WORKLOAD, type Workload } from '../score/workload.ts';

/** A prompt as peers read it: a JSON line. */
export interface PeerPrompt {
  readonly id: string;
  readonly prompt: string;
  readonly letters: readonly string[];
  readonly sha256: string;
}

/** Writes the prompts of a workload, as fiveshot asks them, as JSON lines. Throws InputError where an exam can't be read. */
export async function writePrompts(file: string, { data, limit }: Workload): Promise<readonly PeerPrompt[]> {
  const subjects = await openExams(requestFromFlags({ tasks: WORKLOAD.map(({ task }) => task), data }));
  const asked = askedQuestions(subjects, limit === undefined ? {} : { limit });
  const prompts = asked.flatMap((subject) =>
    subject.asked.map((exam) => {
      const { text, letters, sha256 } = exam.render(exam.shotIds.length);
      return { id: exam.question.id, prompt: text, letters, sha256 };
    }),
  );
  await writeFile(file, prompts.map((prompt) => `${JSON.stringify(prompt)}\n`).join(''));
  return prompts;
}
