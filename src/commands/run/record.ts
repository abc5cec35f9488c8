import { cpus, release, type } from 'node:os';
import type { RunPlan } from '../../config/run-plan.ts';
import type { BenchmarkId } from '../../records.ts';
import { runId } from '../../results/identity.ts';
import { type Host, RUN_SCHEMA, type RunRecord } from '../../results/run-record.ts';
import type { SubjectRun } from '../exams.ts';
import { fiveshotVersion } from '../version.ts';
import type { LocalModel } from './model.ts';
import type { ExamPreflight } from './preflight.ts';
import { type AskedSubject, questionCount } from './share.ts';

/** What run.json says of a run that begins now. */
export async function describeRun(
  plan: RunPlan,
  model: LocalModel,
  asked: readonly AskedSubject[],
  exams: readonly ExamPreflight[],
): Promise<RunRecord> {
  const subjects = asked.map(({ run }) => run);
  const questions = questionCount(asked);
  const identity = {
    recipe: plan.recipe.id,
    model: { name: model.name, sha256: model.sha256, tokenizerSha256: model.tokenizerSha256 },
    precision: model.folder.manifest.precision,
    ...(plan.shard === undefined ? {} : { shard: { ...plan.shard, questions } }),
    benchmarks: [...new Set(exams.map(({ benchmark }) => benchmark))].map((benchmark) =>
      Object.assign(
        { benchmark },
        coverage(benchmark, subjects),
        lettersOf(exams.filter((exam) => exam.benchmark === benchmark)),
      ),
    ),
    settings: {
      shots: Math.max(0, ...subjects.map(({ prompts }) => prompts[0]?.shotIds.length ?? 0)),
      limit: plan.limit ?? null,
      maxTokens: plan.maxTokens ?? null,
      reuse: plan.reuse,
    },
  };
  return {
    schema: RUN_SCHEMA,
    id: runId(identity),
    version: fiveshotVersion(),
    ...identity,
    host: { ...thisMachine(), onnxruntime: await onnxRuntimeVersion() },
    started: new Date().toISOString(),
    finished: null,
  };
}

/** What a record says of the machine, less the software that computes. */
export function thisMachine(): Omit<Host, 'onnxruntime'> {
  return {
    os: `${type()} ${release()}`,
    cpu: cpus()[0]?.model.trim() ?? '',
    cores: cpus().length,
    node: process.version,
  };
}

/** The rule of an exam, and the ids where all of its subjects share them. */
function lettersOf(
  exams: readonly ExamPreflight[],
): Pick<RunRecord['benchmarks'][number], 'letterRule' | 'letterIds'> {
  const [first] = exams;
  if (first === undefined) throw new RangeError('an exam of a run has a preflight');
  const same = exams.every(({ letterIds }) => JSON.stringify(letterIds) === JSON.stringify(first.letterIds));
  return { letterRule: first.rule, letterIds: same ? first.letterIds : {} };
}

/** What a record says of an exam's subjects and files. */
export function coverage(
  benchmark: BenchmarkId,
  subjects: readonly SubjectRun[],
): Pick<RunRecord['benchmarks'][number], 'subjects' | 'files' | 'samples'> {
  const own = subjects.filter((one) => one.benchmark.id === benchmark);
  const samples = own[0]?.samples ?? null;
  const files = new Map(
    own.flatMap(({ sources }) => sources.map((source) => [source.name, source] as const)),
  );
  return {
    subjects: own.map(({ subject, split, prompts }) => ({ subject, split, total: prompts.length })),
    ...(samples === null ? {} : { samples }),
    files: [...files.values()].map(({ name, sha256 }) => ({ name, sha256 })),
  };
}

async function onnxRuntimeVersion(): Promise<string | null> {
  const { env } = await import('onnxruntime-node');
  return env.versions.node ?? null;
}
