import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { fakeBackend } from '../../../src/backends/fake.ts';
import type { SubjectRun } from '../../../src/commands/exams.ts';
import { openQuestions, scoreSubjects } from '../../../src/commands/run/score.ts';
import { askedQuestions } from '../../../src/commands/run/share.ts';
import { settingsOf, subjectRun } from './subject-runs.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function liveBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A subject of questions that all ask the same, so that no cache of tokens grows. */
function subjectOf(name: string, questions: number): SubjectRun {
  const run = subjectRun('mmlu');
  const [first] = run.prompts;
  if (first === undefined) throw new Error('the exam has a question');
  const prompts = Array.from({ length: questions }, (_, index) => ({
    ...first,
    question: { ...first.question, id: `mmlu/${name}/test/${index}` },
    render: () => ({ ...first.render(0), questionId: `mmlu/${name}/test/${index}` }),
  }));
  return { ...run, subject: name, prompts };
}

it('keeps nothing of a question that is scored: 2,000 or 20,000 take the same memory', async () => {
  const subjects = Array.from({ length: 20 }, (_, index) => subjectOf(`subject_${index}`, 1000));
  const journal = { entries: [], append: async () => {}, appendAll: async () => {}, close: async () => {} };
  const after: number[] = [];
  const status = {
    say: () => {},
    done: () => {},
    progress: ({ done }: { readonly done: number }) => {
      if (done === 2000 || done === 20_000) after.push(liveBytes());
    },
  };
  const { questions } = await scoreSubjects({
    subjects: openQuestions(askedQuestions(subjects, {}), journal),
    settings: settingsOf(),
    backend: fakeBackend(),
    journal,
    status,
    signal: new AbortController().signal,
  });
  expect(questions).toBe(20_000);
  const [few = 0, many = Infinity] = after;
  // Bytes a question; an entry of the journal is some 700.
  expect((many - few) / 18_000).toBeLessThan(100);
});
