import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Benchmark, ExamData, Subject } from '../../src/benchmarks/benchmark.ts';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { digestOf, examPrompts, type ExamPrompt } from '../../src/prompts/exam-prompts.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import type { Prompt, Split } from '../../src/records.ts';
import digests from '../golden/prompts/digests.json' with { type: 'json' };

const reference = process.env['FIVESHOT_REFERENCE'];

interface Exam {
  readonly benchmark: Benchmark;
  readonly data: ExamData;
}

/**
 * Digests of the real exams' prompts, by numbers and hashes only. Those with the source `protocols` were made by
 * running the reference scripts' own functions on the same data; the others are this project's, kept so that no
 * byte changes unseen.
 */
describe.skipIf(!reference)('prompts of the published data (needs FIVESHOT_REFERENCE)', () => {
  const exams = new Map<string, Exam>();

  beforeAll(async () => {
    for (const benchmark of benchmarks) {
      const data = await benchmark.open(join(reference ?? '', 'datasets'));
      if (data !== null) exams.set(benchmark.id, { benchmark, data });
    }
  });

  test.each(digests.sets)('$recipe $benchmark $split: $prompts prompts', async (set) => {
    const { benchmark } = examOf(exams, set.benchmark);
    const hashes: string[] = [];
    for (const subject of benchmark.subjects.filter(({ byDefault }) => byDefault).toSorted(byId)) {
      const prompts = await promptsOf(examOf(exams, set.benchmark), subject, set.recipe, splitOf(set.split));
      for (const prompt of prompts) hashes.push(whole(prompt).sha256);
    }
    expect(hashes).toHaveLength(set.prompts);
    expect(digestOf(hashes)).toBe(set.digest);
  });

  test.each(digests.tasks)('card-1 $subject: $prompts of $kept, shots $shots', async (task) => {
    const exam = examOf(exams, task.subject);
    const subject = subjectOf(exam, task.subject);
    const prompts = await promptsOf(exam, subject, 'card-1', 'test');
    expect(await exam.data.questions(subject.id, 'test')).toHaveLength(task.kept);
    expect(prompts[0]?.shotIds).toEqual(task.shots.map((row) => `${task.subject}/test/${row}`));
    expect(prompts).toHaveLength(task.prompts);
    expect(digestOf(prompts.map((prompt) => whole(prompt).sha256))).toBe(task.digest);
  });

  test.each(digests.prompts)(
    '$recipe $question: $bytes bytes',
    async ({ recipe, question, bytes, sha256 }) => {
      const exam = examOf(exams, question);
      const split = splitOf(question.split('/')[2] ?? '');
      const [first] = await promptsOf(exam, subjectOf(exam, question), recipe, split);
      expect(first?.question.id).toBe(question);
      expect(first && Buffer.byteLength(whole(first).text)).toBe(bytes);
      expect(first && whole(first).sha256).toBe(sha256);
    },
  );
});

function whole(prompt: ExamPrompt): Prompt {
  return prompt.render(prompt.shotIds.length);
}

async function promptsOf(
  { benchmark, data }: Exam,
  subject: Subject,
  recipe: string,
  split: Split,
): Promise<readonly ExamPrompt[]> {
  const hasDev = (await data.splits(subject.id)).includes('dev');
  return examPrompts(findRecipe(recipe), {
    benchmark: benchmark.id,
    subject: subject.id,
    displayName: subject.displayName,
    questions: await data.questions(subject.id, split),
    dev: hasDev ? await data.questions(subject.id, 'dev') : [],
  });
}

/** The exam that a path like `mmlu/law/test/0` begins with. */
function examOf(exams: ReadonlyMap<string, Exam>, path: string): Exam {
  const exam = exams.get(path.split('/')[0] ?? '');
  if (exam === undefined) throw new Error(`the reference folder has no data for ${path}`);
  return exam;
}

function subjectOf({ benchmark }: Exam, path: string): Subject {
  const subject = benchmark.subjects.find(({ id }) => id === path.split('/')[1]);
  if (subject === undefined) throw new Error(`${benchmark.id} has no subject ${path}`);
  return subject;
}

function splitOf(text: string): Split {
  if (text === 'dev' || text === 'val' || text === 'test') return text;
  throw new Error(`${text} is no split`);
}

function byId(left: Subject, right: Subject): number {
  return left.id < right.id ? -1 : 1;
}
