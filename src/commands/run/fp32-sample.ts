import type { RunPlan } from '../../config/run-plan.ts';
import { InputError } from '../../errors.ts';
import type { JournalEntry } from '../../records.ts';
import { PRECISIONS } from '../../precision.ts';
import type { RunRecord } from '../../results/run-record.ts';
import { countFlips, type Flips } from '../../scoring/flips.ts';
import { type Answers, answersOf, compareAnswers } from '../model/flips/sample.ts';
import { openPlanned } from './open-planned.ts';
import type { TokenSettings } from './prepare.ts';
import { sampleOf } from './sample-questions.ts';
import { type AskedSubject, questionCount } from './share.ts';
import type { RunWatch } from './status.ts';

/** A run whose questions have been asked. */
interface AskedRun {
  readonly plan: RunPlan;
  readonly record: RunRecord;
  readonly entries: readonly JournalEntry[];
  readonly asked: readonly AskedSubject[];
  readonly settings: TokenSettings;
  readonly watch: RunWatch;
}

/**
 * How many answers of a run its precision changes, counted on a sample, which is asked in fp32 now; null where the precision
 * is fp32 or another program's, where nobody wants to know, where it is known of a sample as large, or nothing was answered, and
 * where there is no fp32 to ask (a folder that is built already, weights that don't fit into memory), of which the run tells.
 */
export async function flipsAgainstFp32(run: AskedRun): Promise<Flips | null> {
  const { plan, record, entries, asked, settings, watch } = run;
  const { status, signal } = watch;
  const isOther = PRECISIONS.some((one) => one !== 'fp32' && one === record.precision);
  if (!isOther || plan.compare === false || signal.aborted) return null;
  const sample = sampleOf(asked);
  const own = answersIn(entries);
  const comparable = sample.flatMap((one) => one.asked).filter(({ question }) => own.has(question.id)).length;
  // What was compared before stands for the run until that calls for a larger sample.
  if (comparable <= (record.flips?.questions ?? 0)) return null;
  try {
    const { folder } = await openPlanned(plan, 'fp32', watch);
    status.say(
      `asking ${questionCount(sample)} of the questions in fp32, to see how many answers ${record.precision} changes`,
    );
    const { answers } = await answersOf(folder, { asked: sample, settings, threads: plan.threads, signal });
    if (signal.aborted) return null;
    const flips = countFlips(compareAnswers(answers, own));
    status.say(flipsLine(record.precision, flips));
    return flips;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    status.say(`not compared with fp32: ${error.message}`);
    return null;
  }
}

/** What a sample said of a precision. */
export function flipsLine(precision: string, { flips, questions, interval }: Flips): string {
  const most =
    interval === null ? '' : `, at most ${(100 * interval.high).toFixed(1)} % of all at 95 % confidence`;
  return `${precision} changes ${flips} of ${questions} answers of fp32${most}`;
}

function answersIn(entries: readonly JournalEntry[]): Answers {
  return new Map(
    entries.flatMap(({ id, scores, chosen }) =>
      chosen === null || scores.length === 0 ? [] : [[id, { scores, chosen }] as const],
    ),
  );
}
