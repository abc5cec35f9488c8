import { checkFlags } from '../../../config/flags.ts';
import { trackProgress } from '../../../engine/progress.ts';
import { InputError } from '../../../errors.ts';
import type { Precision } from '../../../precision.ts';
import { countFlips, type Flips, SURE_MARGIN } from '../../../scoring/flips.ts';
import { openExams, requestFromFlags } from '../../open-exams.ts';
import { printJson, printLine, printTable } from '../../print.ts';
import { openPlanned } from '../../run/open-planned.ts';
import { askedQuestions, questionCount } from '../../run/share.ts';
import { createStatus } from '../../run/status-line.ts';
import { answersOf, compareAnswers } from './sample.ts';

/** Questions a subject, where `--limit` doesn't say: some 250 of all four exams. */
const SAMPLE = 2;

export interface FlipFlags {
  readonly model: string;
  readonly precision: Precision;
  readonly tasks: readonly string[] | undefined;
  readonly data: string | undefined;
  readonly limit: number | undefined;
  readonly threads: number | undefined;
  readonly json: boolean | undefined;
  readonly quiet: boolean | undefined;
}

/**
 * Scores a sample of exams' questions in fp32 and in another precision, and prints how many answers change. Throws
 * InputError where the model can't be built in both, data or tasks can't be used, or no question could be compared.
 */
export async function flipsCommand(flags: FlipFlags): Promise<number> {
  const { precision, limit = SAMPLE, threads } = flags;
  checkFlags(flags);
  const subjects = await openExams(requestFromFlags(flags));
  const questions = askedQuestions(subjects, { limit });
  const asked = questionCount(questions);
  const status = createStatus(process.stderr, flags.quiet === true);
  const total = 2 * asked;
  const progress = trackProgress({ done: 0, total, totalWork: total }, () => performance.now());
  const onQuestion = (subject: string): void => status.progress(progress.advance(subject, 1));
  const answersIn = async (format: Precision) => {
    const { signal } = new AbortController();
    const { folder, tokenizer } = await openPlanned(flags, format, { status, signal });
    const { contextLength, prefixReuse: reuse } = folder.manifest;
    const settings = { tokenizer, contextLength, letters: undefined, maxTokens: undefined, reuse };
    const sample = { asked: questions, settings, threads, signal, onQuestion };
    return (await answersOf(folder, sample)).answers;
  };
  const reference = await answersIn('fp32');
  const agreements = compareAnswers(reference, await answersIn(precision));
  status.done();
  if (agreements.length === 0)
    throw new InputError('No question of the sample could be answered in both precisions.');
  const names = [...new Set(subjects.map(({ benchmark }) => benchmark.id))];
  const exams = names.map((exam): [string, Flips] => [
    exam,
    countFlips(agreements.filter(({ questionId }) => questionId.startsWith(`${exam}/`))),
  ]);
  const all = countFlips(agreements);
  if (flags.json === true)
    printJson({ model: flags.model, precision, asked, all, exams: Object.fromEntries(exams) });
  else printFlips(flags, { asked, all, exams });
  return 0;
}

interface Found {
  readonly asked: number;
  readonly all: Flips;
  readonly exams: readonly (readonly [exam: string, flips: Flips])[];
}

function printFlips({ precision }: FlipFlags, { asked, all, exams }: Found): void {
  printTable(
    ['exam', 'answers that change', 'share, 95 % interval', `of these, margin above ${SURE_MARGIN}`],
    [...exams, ['all', all] as const].map(([exam, { flips, questions, sure, interval }]) => [
      exam,
      `${flips}/${questions}`,
      interval === null ? '-' : `${percent(interval.low)} to ${percent(interval.high)} %`,
      `${sure}`,
    ]),
  );
  if (all.questions < asked)
    printLine(`not compared, since there was no answer: ${asked - all.questions} of ${asked}`);
  printLine(
    `accuracy in ${precision} is within ${percent(all.interval?.high ?? 1)} points of that in fp32, at 95 % confidence, as far as the sample is like the exams`,
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
