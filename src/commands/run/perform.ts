import { join } from 'node:path';
import type { RunPlan } from '../../config/run-plan.ts';
import type { JournalEntry } from '../../records.ts';
import { PRECISIONS } from '../../precision.ts';
import type { RunReport } from '../../report/run-report.ts';
import { readJournal } from '../../results/journal.ts';
import { type OpenRun, readRunIfThere } from '../../results/run-folder.ts';
import type { RunRecord } from '../../results/run-record.ts';
import type { Flips } from '../../scoring/flips.ts';
import { openExams } from '../open-exams.ts';
import { openRunFolder } from '../open-run-folder.ts';
import { runPages } from '../run-pages.ts';
import { assertOwnJournal, reportOf } from '../run-report.ts';
import { type ChosenModel, fastestModel } from './fastest-model.ts';
import { flipsAgainstFp32 } from './fp32-sample.ts';
import { openPlanned } from './open-planned.ts';
import { preflightExams, preflightLines } from './preflight.ts';
import type { TokenSettings } from './prepare.ts';
import { describeRun } from './record.ts';
import { assertThreadsFor } from './replicas.ts';
import type { Sitting } from './score.ts';
import { askedQuestions, type AskedSubject } from './share.ts';
import { scoreOpenQuestions } from './sitting.ts';
import type { RunWatch } from './status.ts';

/** What a run has come to. */
export interface RunResult {
  /** The run folder; report.md and report.html in it have the tables. */
  readonly folder: string;
  /** `incomplete`: questions failed or have no known answer. `interrupted`: the same call goes on from here. */
  readonly state: 'done' | 'incomplete' | 'interrupted';
  /** Questions in the journal, those of earlier sittings included. */
  readonly questions: number;
  /** What this call computed; null where nothing was left to do. */
  readonly sitting: Sitting | null;
  readonly report: RunReport;
}

/**
 * Runs or resumes what a plan asks for: model and exams to a run folder with journal, summary and report.
 * Throws InputError where model, data or folder can't be used; the signal's reason where it is aborted before there is
 * anything to keep.
 */
export async function performRun(wanted: RunPlan, watch: RunWatch): Promise<RunResult> {
  const { status, signal } = watch;
  assertThreadsFor(wanted);
  const precision = await plannedPrecision(wanted);
  const opened = await openPlanned(wanted, precision === 'auto' ? 'fp32' : precision, watch);
  const { prefixReuse } = opened.folder.manifest;
  if (!prefixReuse) status.say(WHOLE_PROMPTS);
  const plan = { ...wanted, reuse: wanted.reuse && prefixReuse };
  const subjects = await openExams({ ...plan, split: plan.split, shots: plan.shots });
  const settings: TokenSettings = {
    tokenizer: opened.tokenizer,
    contextLength: opened.folder.manifest.contextLength,
    letters: plan.letters,
    maxTokens: plan.maxTokens,
    reuse: plan.reuse,
  };
  const exams = preflightExams(subjects, settings);
  for (const line of exams.flatMap(preflightLines)) status.say(line);
  const asked = askedQuestions(subjects, plan);
  const { model, flips }: ChosenModel =
    precision === 'auto'
      ? await fastestModel({ plan, reference: opened, asked, settings, watch })
      : { model: opened, flips: null };
  const record = { ...(await describeRun(plan, model, asked, exams)), ...recordedFlips(flips) };
  if (record.shard !== undefined) status.say(shardLine(record.shard, asked));
  const folder = plan.out ?? join('runs', record.id);
  const run = await openRunFolder(folder, record);
  try {
    assertOwnJournal(run.record, run.journal.entries);
    const sitting = await scoreOpenQuestions({ plan, model, asked, settings, watch, run });
    const entries = await readJournal(folder);
    const found = await flipsAgainstFp32({ plan, record: run.record, entries, asked, settings, watch });
    return {
      ...(await finish(run, { folder, entries, flips: recordedFlips(found), stopped: signal.aborted })),
      sitting,
    };
  } finally {
    status.done();
    await run.close();
  }
}

function shardLine(
  { index, of, questions }: NonNullable<RunRecord['shard']>,
  asked: readonly AskedSubject[],
): string {
  const subjects = asked.filter((one) => one.asked.length > 0).length;
  return `shard ${index} of ${of}: ${questions} questions of ${subjects} of ${asked.length} subjects`;
}

/** What a run says of a model whose prompts see themselves in both directions, or whose graph takes no tokens after a past. */
const WHOLE_PROMPTS =
  'this model computes each prompt as a whole, so shots are computed anew for each question, as with --no-reuse';

/** What was asked for, but that a run that was begun with `auto` goes on in the precision that was chosen then. */
async function plannedPrecision({ precision, out }: RunPlan): Promise<RunPlan['precision']> {
  if (precision !== 'auto' || out === undefined) return precision;
  const begun = await readRunIfThere(out);
  return PRECISIONS.find((one) => one === begun?.precision) ?? precision;
}

function recordedFlips(found: Flips | null): Pick<RunRecord, 'flips'> {
  if (found === null || found.questions === 0) return {};
  const { questions, flips, sure } = found;
  return { flips: { questions, flips, sure } };
}

interface Ending {
  readonly folder: string;
  readonly entries: readonly JournalEntry[];
  readonly flips: Pick<RunRecord, 'flips'>;
  readonly stopped: boolean;
}

async function finish(
  run: OpenRun,
  { folder, entries, flips, stopped }: Ending,
): Promise<Omit<RunResult, 'sitting'>> {
  const record = { ...run.record, ...flips };
  const report = reportOf(record, entries);
  const added = entries.length > run.journal.entries.length;
  // A run that had nothing left to do ended when it ended.
  const ended = added ? null : run.record.finished;
  const finished = stopped ? null : (ended ?? new Date().toISOString());
  await run.finish({ entries, ...(await runPages(report, record, finished)), ...flips });
  return { folder, state: stopped ? 'interrupted' : stateOf(entries), questions: entries.length, report };
}

function stateOf(entries: readonly JournalEntry[]): 'done' | 'incomplete' {
  return entries.every(({ outcome }) => outcome === 'right' || outcome === 'wrong') ? 'done' : 'incomplete';
}
