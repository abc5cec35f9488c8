import type { Benchmark } from '../../benchmarks/benchmark.ts';
import { benchmarks } from '../../benchmarks/index.ts';
import { readPins } from '../../datasets/verify.ts';
import { didYouMean, InputError } from '../../errors.ts';
import { renderSubmission } from '../../report/submission.ts';
import { readStoredRun } from '../stored-run.ts';
import type { RunRecord } from '../../results/run-record.ts';
import { type AskedSubject, collectAnswers } from '../../scoring/submission.ts';
import { writeNamedFile } from '../write-file.ts';
import { lackText, questionsOf } from './lack-text.ts';

/**
 * `fiveshot submit`: prints or writes an exam's submission file.
 * Throws InputError where the exam takes none, or with everything that is missing of it.
 */
export async function submitCommand({
  exam,
  run,
  out,
}: {
  readonly exam: string;
  readonly run: string;
  readonly out?: string | undefined;
}): Promise<number> {
  const { benchmark, split } = takingSubmissions(exam);
  const { record, entries } = await readStoredRun(run);
  const asked = await askedSubjects(benchmark, split);
  const found = collectAnswers({
    benchmark: benchmark.id,
    split,
    asked,
    run: coveredSubjects(record, { benchmark, split, run, asked }),
    entries,
  });
  if ('lack' in found) throw new InputError(lackText(found.lack, { title: benchmark.title, split, asked }));
  const text = renderSubmission(found.answers);
  if (out === undefined) process.stdout.write(text);
  else await writeNamedFile(out, text);
  const total = questionsOf(asked);
  process.stderr.write(`${total} answers of ${asked.length} subjects; ${benchmark.submission?.url ?? ''}\n`);
  return 0;
}

function takingSubmissions(exam: string): {
  readonly benchmark: Benchmark;
  readonly split: 'dev' | 'val' | 'test';
} {
  const takers = benchmarks.filter(({ submission }) => submission !== undefined).map(({ id }) => id);
  const benchmark = benchmarks.find(({ id }) => id === exam);
  if (benchmark?.submission !== undefined) return { benchmark, split: benchmark.submission.split };
  throw new InputError(
    `There is no submission file of '${exam}', only of ${takers.join(', ')}.${didYouMean(exam, takers)}`,
  );
}

async function askedSubjects({ id, subjects }: Benchmark, split: string): Promise<readonly AskedSubject[]> {
  const pins = await readPins(id);
  return subjects.map((one) => ({ subject: one.id, questions: pins[`${one.id}/${split}`]?.questions ?? 0 }));
}

interface Exam {
  readonly benchmark: Benchmark;
  readonly split: string;
  readonly asked: readonly AskedSubject[];
}

/** The run's subjects in the split that is submitted, each with as many questions as the published files. */
function coveredSubjects(
  record: RunRecord,
  { benchmark, split, run, asked }: Exam & { readonly run: string },
): ReadonlySet<string> {
  const covered = record.benchmarks.find((one) => one.benchmark === benchmark.id);
  if (covered === undefined)
    throw new InputError(`${run} has no answers to ${benchmark.title}: run that exam.`);
  if (covered.samples !== undefined) {
    throw new InputError(
      `${run} asked fiveshot's sample questions, not ${benchmark.title}: run the exam itself.`,
    );
  }
  const subjects = covered.subjects.filter((one) => one.split === split);
  if (subjects.length === 0) {
    const splits = [...new Set(covered.subjects.map((one) => one.split))].join(' and ');
    throw new InputError(
      `${run} is of the ${splits} split, and ${split} is submitted: run with --split ${split}.`,
    );
  }
  const other = subjects.find(({ subject, total }) =>
    asked.some((one) => one.subject === subject && one.questions !== total),
  );
  if (other !== undefined) {
    throw new InputError(
      `${run} has ${other.total} questions of ${other.subject}, and the published ${split} split another number: run the published files.`,
    );
  }
  return new Set(subjects.map(({ subject }) => subject));
}
