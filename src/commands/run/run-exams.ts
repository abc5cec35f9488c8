import { join } from 'node:path';
import { benchmarks } from '../../benchmarks/index.ts';
import { openOnnxBackend } from '../../backends/onnx/index.ts';
import { readConfigFile } from '../../config/config-file.ts';
import { checkFlags } from '../../config/flags.ts';
import { makeRunPlan, type RunPlan } from '../../config/run-plan.ts';
import { formatDuration } from '../../engine/progress.ts';
import { InputError } from '../../errors.ts';
import { findRecipe } from '../../recipes/index.ts';
import { type OpenRun, openRun } from '../../results/run-folder.ts';
import { readJournal } from '../../results/journal.ts';
import type { RunRecord } from '../../results/run-record.ts';
import type { SubjectRun } from '../exams.ts';
import { openExams } from '../open-exams.ts';
import { printReports } from '../print-reports.ts';
import { reportOf } from '../run-report.ts';
import { assertUnchanged, type LocalModel, openModel } from './model.ts';
import { checkModelAnswers, preflightExams, preflightLines } from './preflight.ts';
import type { TokenSettings } from './prepare.ts';
import { describeRun } from './record.ts';
import { openQuestions, scoreSubjects, type Sitting } from './score.ts';
import { createStatus, type Status } from './status-line.ts';

/** Runs or resumes what a config file and flags ask for, prints the tables, and gives the exit code. */
export async function runExams(
  configFile: string | undefined,
  flags: Record<string, unknown>,
): Promise<number> {
  const file = configFile === undefined ? {} : await readConfigFile(configFile);
  const plan = makeRunPlan({ flags: checkFlags(flags), file, benchmarks, findRecipe });
  const status = createStatus(process.stderr, plan.quiet);
  const model = await openModel(plan.model);
  status.say(
    `model ${model.name}: ${model.folder.manifest.modelType}, ${model.folder.manifest.parameterCount} parameters`,
  );
  const subjects = await openExams({ ...plan, split: plan.split, shots: plan.shots });
  const settings: TokenSettings = {
    tokenizer: model.tokenizer,
    contextLength: model.folder.manifest.contextLength,
    letters: plan.letters,
    maxTokens: plan.maxTokens,
    reuse: plan.reuse,
  };
  const exams = preflightExams(subjects, settings);
  for (const line of exams.flatMap(preflightLines)) status.say(line);
  const record = await describeRun(plan, model, subjects, exams);
  const folder = plan.out ?? join('runs', record.id);
  const run = await openFolder(folder, record);
  try {
    return await scoreAndReport({ plan, model, subjects, settings, status, folder, run });
  } finally {
    status.done();
    await run.close();
  }
}

async function openFolder(folder: string, record: RunRecord): Promise<OpenRun> {
  try {
    return await openRun(folder, record);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new InputError(
      `The run folder ${folder} can't be used (${error.message}); name another with --out.`,
      { cause: error },
    );
  }
}

interface Job {
  readonly plan: RunPlan;
  readonly model: LocalModel;
  readonly subjects: readonly SubjectRun[];
  readonly settings: TokenSettings;
  readonly status: Status;
  readonly folder: string;
  readonly run: OpenRun;
}

async function scoreAndReport(job: Job): Promise<number> {
  const { plan, status, folder, run } = job;
  const interrupted = new AbortController();
  const stop = (): void => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
    status.say('stopping after this question; press Ctrl-C again to stop at once');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    await scoreOpenQuestions(job, interrupted.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
  const stopped = interrupted.signal.aborted;
  const entries = await readJournal(folder);
  const report = reportOf(run.record, entries);
  const now = new Date().toISOString();
  const added = entries.length > run.journal.entries.length;
  // A run that had nothing left to do ended when it ended.
  const finished = added ? now : (run.record.finished ?? now);
  await run.finish(entries, report.summaries, stopped ? null : finished);
  if (stopped) {
    status.say(
      `interrupted: ${entries.length} questions are in ${folder}; run the same command again to go on`,
    );
    return 130;
  }
  printReports([report], plan.json ? 'json' : 'terminal', { detail: false });
  status.say(`run folder: ${folder}`);
  return entries.every(({ outcome }) => outcome === 'right' || outcome === 'wrong') ? 0 : 3;
}

async function scoreOpenQuestions(job: Job, signal: AbortSignal): Promise<void> {
  const { plan, model, subjects, settings, status, run } = job;
  const open = openQuestions(subjects, run.journal, plan.limit);
  const known = run.journal.entries.length;
  if (open.length === 0) {
    status.say(`nothing left to do: all ${known} questions are in the journal`);
    return;
  }
  if (known > 0) status.say(`resuming: ${known} questions are in the journal`);
  await assertUnchanged(model.folder);
  status.say('loading the weights');
  const backend = await openOnnxBackend({
    file: model.folder.graphPath,
    contextLength: settings.contextLength,
    ...(plan.threads === undefined ? {} : { threads: plan.threads }),
  });
  try {
    await checkModelAnswers(backend, subjects, settings);
    const sitting = await scoreSubjects({
      subjects: open,
      settings,
      backend,
      journal: run.journal,
      status,
      signal,
    });
    for (const line of costLines(sitting)) status.say(line);
  } finally {
    await backend.close();
  }
}

/** Wall time, rate, memory, and how near the tokens computed are to the fewest possible. */
function costLines({
  entries,
  tokensComputed,
  tokensReused,
  minimumTokens,
  seconds,
}: Sitting): readonly string[] {
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const ratio = minimumTokens === 0 ? '-' : (tokensComputed / minimumTokens).toFixed(3);
  return [
    `${entries.length} questions in ${formatDuration(seconds)}, ${(entries.length / seconds).toFixed(2)} questions/s, peak memory ${megabytes} MB`,
    `tokens computed ${tokensComputed}, reused ${tokensReused}; computed / minimum ${ratio}`,
  ];
}
