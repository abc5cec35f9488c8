import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readPins } from '../../datasets/verify.ts';
import { InputError } from '../../errors.ts';
import type { BenchmarkId, PublishedTable, Summary } from '../../records.ts';
import type { LeaderboardRun } from '../../report/leaderboard/build.ts';
import type { RunFacts } from '../../report/run-report.ts';
import { readJournal } from '../../results/journal.ts';
import { readRun } from '../../results/run-folder.ts';
import type { RunRecord } from '../../results/run-record.ts';
import { readLoneSummaries } from '../../results/sealed-summaries.ts';
import { rowFaults, type WholeExam } from '../../scoring/row-faults.ts';
import { summaryFault } from '../../scoring/summary-fault.ts';
import { coveredExam } from '../covered-exam.ts';
import { summariesAtHand } from '../read-report.ts';
import { reportOf, runFacts } from '../run-report.ts';

/** A run's part on one exam. */
export interface ExamRun {
  readonly benchmark: BenchmarkId;
  readonly facts: RunFacts;
  readonly summary: Summary;
  readonly samples: boolean;
  /** Whose log the run was imported from, or null. */
  readonly importedFrom: string | null;
  /** Subjects whose questions are not those of the published files. */
  readonly otherData: readonly string[];
  /** Where it was read. */
  readonly folder: string;
}

/**
 * The runs of some folders, each exam by itself: from the journal where the folder has one, or else from its summary,
 * which must follow from the counts of its own subjects.
 * Throws InputError where a folder is no run folder or its files do not agree.
 */
export async function readExamRuns(folders: readonly string[]): Promise<readonly ExamRun[]> {
  const runs: ExamRun[] = [];
  const folderOf = new Map<string, string>();
  for (const folder of folders) {
    if (!(await isRunFolder(folder))) {
      throw new InputError(
        `${folder} is not a run folder: it has no run.json. Name files before --runs, and runs after it.`,
      );
    }
    const record = await readRun(folder);
    const earlier = folderOf.get(record.id);
    if (earlier !== undefined) {
      throw new InputError(`${folder} and ${earlier} hold one run, ${record.id}: name one of them.`);
    }
    folderOf.set(record.id, folder);
    runs.push(...(await examRunsOf(record, await summariesOf(folder, record), folder)));
  }
  return runs;
}

/** A run's exams, each by itself. */
export async function examRunsOf(
  record: RunRecord,
  summaries: readonly Summary[],
  folder: string,
): Promise<readonly ExamRun[]> {
  const runs: ExamRun[] = [];
  for (const covered of record.benchmarks) {
    const summary = summaries.find((one) => one.benchmark === covered.benchmark);
    if (summary === undefined) continue;
    runs.push({
      benchmark: covered.benchmark,
      facts: runFacts(record),
      summary,
      samples: covered.samples !== undefined,
      importedFrom: record.imported?.source ?? null,
      otherData: await otherData(record, covered),
      folder,
    });
  }
  return runs;
}

async function summariesOf(folder: string, record: RunRecord): Promise<readonly Summary[]> {
  const atHand = summariesAtHand(folder, record);
  if (atHand !== null) return atHand;
  const entries = await readJournal(folder);
  if (entries.length > 0) return reportOf(record, entries).summaries;
  const summaries = readLoneSummaries(folder, record);
  for (const summary of summaries) {
    const covered = record.benchmarks.find(({ benchmark }) => benchmark === summary.benchmark);
    if (covered === undefined) continue;
    const { benchmark, recipe } = coveredExam(record, covered);
    const fault = summaryFault(summary, benchmark, recipe);
    if (fault !== null) {
      throw new InputError(
        `The summary of ${summary.benchmark} in ${folder} was changed: ${fault}; restore it, or add the journal.`,
      );
    }
  }
  return summaries;
}

/**
 * A file counts by its bytes, or, in a copy of another format (with files of other names), by the number of its questions. A recipe that takes its
 * shots out of the scored split leaves fewer: its shots, and questions that repeat one of them (at most 2 of AGIEval's).
 */
async function otherData(record: RunRecord, covered: RunRecord['benchmarks'][number]): Promise<string[]> {
  const pins = await readPins(covered.benchmark);
  const hashes = new Set(covered.files.map(({ sha256 }) => sha256));
  const names = new Set(covered.files.map(({ name }) => name));
  const { shots } = coveredExam(record, covered).recipe;
  const spent = shots.kind === 'hash-split' ? 2 * shots.count : 0;
  return covered.subjects
    .filter(({ subject, split, total }) => {
      const pin = pins[`${subject}/${split}`];
      if (pin === undefined) return true;
      if (names.has(pin.name) && !hashes.has(pin.sha256)) return true;
      const fewer = pin.questions - total;
      return hashes.has(pin.sha256) ? fewer < 0 || fewer > spent : fewer !== 0;
    })
    .map(({ subject }) => subject);
}

/**
 * The runs on a table's exam as rows of it. A run that is no whole run of the exam is refused, or, where such runs are
 * allowed, carries each fault as a footnote.
 * Throws InputError with folder, model and fault of the first run that is refused.
 */
export function runsOfTable(
  table: PublishedTable,
  runs: readonly ExamRun[],
  { subjects, allowIncomplete }: { readonly subjects: readonly string[]; readonly allowIncomplete: boolean },
): LeaderboardRun[] {
  return runs
    .filter(({ benchmark }) => benchmark === table.benchmark)
    .map((run) => {
      const { facts, summary, samples, folder } = run;
      const faults = faultsOf(run, { subjects, shots: table.shots });
      if (faults.length > 0 && !allowIncomplete) {
        throw new InputError(
          `${folder} can't stand in the leaderboard of ${table.title}: ${faults.join('; ')}. Finish the run, or enter it marked with --allow-incomplete.`,
        );
      }
      return { facts, summary, faults, samples };
    });
}

/** Why a run is no whole run of an exam. */
export function faultsOf(
  { facts, summary, samples, importedFrom, otherData: other }: ExamRun,
  exam: WholeExam,
): string[] {
  const ofExam = other.filter((one) => exam.subjects.includes(one));
  const run = { shots: facts.shots, samples, importedFrom, otherData: ofExam };
  return rowFaults(summary, run, exam);
}

/** Whether a folder holds a run. */
export async function isRunFolder(folder: string): Promise<boolean> {
  return stat(join(folder, 'run.json')).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
