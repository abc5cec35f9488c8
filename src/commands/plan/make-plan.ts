import type { GraphCall } from '../../backends/onnx/calls.ts';
import type { RunPlan } from '../../config/run-plan.ts';
import { InputError } from '../../errors.ts';
import { memoryBound, type MemoryBound } from '../../machine/memory.ts';
import { usableThreads } from '../../machine/threads.ts';
import { PRECISIONS } from '../../precision.ts';
import { openExams } from '../open-exams.ts';
import { longestPrompt } from '../run/longest.ts';
import { assertFits, promptBytes } from '../run/memory.ts';
import { preflightExams } from '../run/preflight.ts';
import type { TokenSettings } from '../run/prepare.ts';
import { assertThreadsFor, replicaThreads } from '../run/replicas.ts';
import { askedQuestions, wholeSubjects } from '../run/share.ts';
import { secondsOf, secondsTogether } from './estimate.ts';
import { type ExamWork, examWorks } from './exam-work.ts';
import { measureRates } from './measure.ts';
import { openPlannedModel } from './planned-model.ts';

/** What an exam of a run will take. */
export interface ExamPlan extends Omit<ExamWork, 'calls' | 'tokenising'> {
  /** Scoring and tokenising; loading the model comes before. */
  readonly seconds: number;
}

/** What a run will take. */
export interface Plan {
  readonly model: {
    readonly name: string;
    readonly modelType: string;
    readonly parameterCount: number;
    readonly precision: string;
    /** False where each prompt is computed as a whole, with `--no-reuse` or without. */
    readonly prefixReuse: boolean;
  };
  readonly recipe: string;
  readonly threads: number;
  /** The threads of each copy of the model. */
  readonly replicaThreads: readonly number[];
  readonly memory: {
    /** Of one copy of the model, in bytes, as what its prompts take. */
    readonly weights: number;
    readonly prompts: number;
    /** Tokens of the longest prompt. */
    readonly longest: number;
    readonly available: MemoryBound;
  };
  readonly exams: readonly ExamPlan[];
}

/**
 * Tells what a run will take, without building or loading its model. Throws InputError where the run would be refused.
 */
export async function makePlan(wanted: RunPlan): Promise<Plan> {
  if (wanted.precision === 'auto')
    throw new InputError(
      `--precision auto is chosen by scoring a sample, which a plan does not: name one of ${PRECISIONS.join(', ')}.`,
    );
  assertThreadsFor(wanted);
  const model = await openPlannedModel(wanted.model, wanted.precision);
  const { shape, name, weights } = model;
  const { modelType, parameterCount, precision, prefixReuse, contextLength, lengthBorder } = shape;
  const plan = { ...wanted, reuse: wanted.reuse && prefixReuse };
  const subjects = await openExams({ ...plan, split: plan.split, shots: plan.shots });
  const { letters, maxTokens, reuse } = plan;
  const settings: TokenSettings = { tokenizer: model.tokenizer, contextLength, letters, maxTokens, reuse };
  preflightExams(subjects, settings);
  // A shard has no questions of most subjects.
  const shares = askedQuestions(subjects, plan).filter(({ asked }) => asked.length > 0);
  const longest = longestPrompt(wholeSubjects(shares), settings);
  const available = memoryBound();
  assertFits(shape, { weights, longest }, available);
  const calling = { contextLength, lengthBorder, hasCache: prefixReuse, packs: model.packs };
  const works = await examWorks(shares, settings, calling);
  const threads = plan.threads ?? usableThreads().count;
  const prompts = promptBytes(shape, longest);
  const copies = replicaThreads({
    threads,
    bytes: weights + prompts,
    memory: available,
    subjects: shares,
    wanted: plan.replicas,
  });
  const rates = await measureRates(
    model,
    works.flatMap(({ calls }) => calls.flat()),
    copies[0] ?? threads,
  );
  const subjectSeconds = (calls: readonly GraphCall[]): number => secondsOf(calls, rates, shape);
  const all = works.flatMap(({ calls }) => calls.map(subjectSeconds));
  // An exam's part of the time for all of them, which is none where no question runs.
  const share = secondsTogether(all, copies.length) / (sumOf(all) || 1);
  return {
    model: { name, modelType, parameterCount, precision, prefixReuse },
    recipe: plan.recipe.id,
    threads,
    replicaThreads: copies,
    memory: { weights, prompts, longest, available },
    exams: works.map(
      ({ benchmark, subjects: count, questions, tokenised, estimated, tokens, calls, tokenising }) => ({
        benchmark,
        subjects: count,
        questions,
        tokenised,
        estimated,
        tokens,
        seconds: sumOf(calls.map(subjectSeconds)) * share + tokenising,
      }),
    ),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
