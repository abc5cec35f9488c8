import { join } from 'node:path';
import { CHUNK } from '../../backends/onnx/score-suffix.ts';
import { inspectModel } from '../../builder/inspect.ts';
import type { RunPlan } from '../../config/run-plan.ts';
import type { JournalEntry } from '../../records.ts';
import type { RunReport } from '../../report/run-report.ts';
import { memoryBound } from '../../machine/memory.ts';
import { readJournal } from '../../results/journal.ts';
import type { OpenRun } from '../../results/run-folder.ts';
import type { RunRecord } from '../../results/run-record.ts';
import { plainByteProgress } from '../byte-progress.ts';
import { findModel } from '../model/find-model.ts';
import { missingRows } from '../model/missing-rows.ts';
import { builtModel } from '../model/model-cache.ts';
import { openExams } from '../open-exams.ts';
import { openRunFolder } from '../open-run-folder.ts';
import { runPages } from '../run-pages.ts';
import { assertOwnJournal, reportOf } from '../run-report.ts';
import { assertWeightsFit } from './memory.ts';
import { type LocalModel, openModel } from './model.ts';
import { preflightExams, preflightLines } from './preflight.ts';
import type { TokenSettings } from './prepare.ts';
import { describeRun } from './record.ts';
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
  const model = await openPlanned(wanted, watch);
  const { prefixReuse } = model.folder.manifest;
  if (!prefixReuse) status.say(WHOLE_PROMPTS);
  const plan = { ...wanted, reuse: wanted.reuse && prefixReuse };
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
  const asked = askedQuestions(subjects, plan);
  const record = await describeRun(plan, model, asked, exams);
  if (record.shard !== undefined) status.say(shardLine(record.shard, asked));
  const folder = plan.out ?? join('runs', record.id);
  const run = await openRunFolder(folder, record);
  try {
    assertOwnJournal(run.record, run.journal.entries);
    const sitting = await scoreOpenQuestions({ plan, model, asked, settings, watch, run });
    return { ...(await finish(run, folder, signal.aborted)), sitting };
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

/** Opens the model, built into the cache first where it is a checkpoint. */
async function openPlanned(plan: RunPlan, { status, signal }: RunWatch): Promise<LocalModel> {
  const say = (line: string): void => status.say(line);
  const { path, name } = await findModel(plan.model, {
    signal,
    say,
    onProgress: plainByteProgress(`fetching ${plan.model}`, say),
  });
  const folder = await builtModel(path, {
    name,
    precision: plan.precision,
    signal,
    onBuild: (out, work) => {
      if (work === 'building') {
        const { facts } = inspectModel({ checkpoint: path }, CHUNK);
        const { precision = 'fp32' } = plan;
        assertWeightsFit({ precision, parameterCount: facts.parameterCount }, memoryBound());
      }
      say(`${work} ${name} once, into ${out}`);
    },
    onWait: say,
  });
  const { modelType, parameterCount, precision, vocabSize } = folder.manifest;
  status.say(`model ${name}: ${modelType}, ${parameterCount.toLocaleString('en')} parameters, ${precision}`);
  const model = await openModel(folder, name);
  const missing = missingRows(model.tokenizer.vocabularySize, vocabSize);
  if (missing !== null) status.say(`warning: ${missing}`);
  return model;
}

async function finish(run: OpenRun, folder: string, stopped: boolean): Promise<Omit<RunResult, 'sitting'>> {
  const entries = await readJournal(folder);
  const report = reportOf(run.record, entries);
  const added = entries.length > run.journal.entries.length;
  // A run that had nothing left to do ended when it ended.
  const ended = added ? null : run.record.finished;
  const finished = stopped ? null : (ended ?? new Date().toISOString());
  await run.finish({ entries, ...(await runPages(report, run.record, finished)) });
  return { folder, state: stopped ? 'interrupted' : stateOf(entries), questions: entries.length, report };
}

function stateOf(entries: readonly JournalEntry[]): 'done' | 'incomplete' {
  return entries.every(({ outcome }) => outcome === 'right' || outcome === 'wrong') ? 'done' : 'incomplete';
}
