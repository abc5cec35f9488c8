import type { RunPlan } from '../../config/run-plan.ts';
import { InputError } from '../../errors.ts';
import { type MemoryBound, memoryBound } from '../../machine/memory.ts';
import { usableThreads } from '../../machine/threads.ts';
import type { ModelFolder } from '../../model-folder.ts';
import { assertFits, gigabytes, promptBytes, weightBytes } from './memory.ts';
import { type AskedSubject, SIZE_OF_TOKEN, workOf } from './share.ts';

/** Of the memory there is, what copies of a model may take together where nobody says how many. */
const SHARE = 1 / 6;

/** Tokens of a run for each copy, by judgement, so that a short run isn't kept waiting for more of them to load. */
const WORTH_A_COPY = 4000;

/** What a run asks of a model. */
interface Work {
  readonly plan: Pick<RunPlan, 'threads' | 'replicas'>;
  readonly subjects: readonly AskedSubject[];
  /** Tokens of the longest prompt. */
  readonly longest: number;
}

/** How a run loads a model. */
interface Loading {
  /** The threads of each copy. */
  readonly replicas: readonly number[];
  /** For people: all threads and how many copies share them, and what decided it. */
  readonly text: string;
}

/**
 * How a run loads a model on this machine: in how many copies, and with how many threads each.
 * Throws InputError where it does not fit into memory as often as was asked for, or at all.
 */
export function loadingOf(folder: ModelFolder, { plan, subjects, longest }: Work): Loading {
  const { manifest } = folder;
  const weights = weightBytes(folder);
  const memory = memoryBound();
  assertFits(manifest, { weights, longest }, memory);
  const { count: threads, by } =
    plan.threads === undefined ? usableThreads() : { count: plan.threads, by: '--threads' };
  const bytes = weights + promptBytes(manifest, longest);
  const replicas = replicaThreads({ threads, bytes, memory, subjects, wanted: plan.replicas });
  const isCut = plan.replicas !== undefined && plan.replicas > replicas.length;
  const cut = isCut ? `; of --replicas ${plan.replicas} as many as there are subjects to score` : '';
  return { replicas, text: `${threadsText(threads, replicas)} (${by}${cut})` };
}

/** What decides how many copies of a model score side by side. */
export interface Copying {
  readonly threads: number;
  /** Bytes of a copy: its weights and what its longest prompt takes. */
  readonly bytes: number;
  readonly memory: MemoryBound;
  readonly subjects: readonly AskedSubject[];
  /** What was asked for. */
  readonly wanted?: number | undefined;
}

/**
 * The threads of each copy of a model that a run loads. A thread alone computes without waiting for others, so there is a copy
 * for each thread where a sixth of the memory has room for them; fewer where subjects, which are the parts of the work, are few,
 * or one is most of the work. A subject is one copy's, so there are no more copies than subjects, whatever was asked for.
 * Throws InputError where more copies are asked for than fit into memory.
 */
export function replicaThreads({ threads, bytes, memory, subjects, wanted }: Copying): readonly number[] {
  if (wanted !== undefined) assertCopiesFit(wanted, bytes, memory);
  const most = Math.min(threads, wanted ?? Math.floor((memory.bytes * SHARE) / bytes));
  if (most <= 1) return [threads];
  const count = Math.max(1, Math.min(most, wanted === undefined ? sharesOf(subjects) : subjects.length));
  return Array.from({ length: count }, (_, index) => Math.floor((threads + index) / count));
}

/** How many copies the work of subjects is divided among, none of them idle for long. */
function sharesOf(subjects: readonly AskedSubject[]): number {
  const costs = subjects.map(workOf);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const tokens = total / SIZE_OF_TOKEN;
  return Math.floor(Math.min(total / Math.max(1, ...costs), tokens / WORTH_A_COPY));
}

/** Refuses more copies than threads, before a model is looked at. Throws InputError. */
export function assertThreadsFor({ replicas, threads = usableThreads().count }: Asked): void {
  if (replicas === undefined || replicas <= threads) return;
  throw new InputError(
    `--replicas ${replicas} is more than the ${threads} threads, and each copy of the model needs one: ask for at most ${threads}, or for more with --threads.`,
  );
}

interface Asked {
  readonly replicas?: number;
  readonly threads?: number;
}

function assertCopiesFit(wanted: number, bytes: number, memory: MemoryBound): void {
  if (wanted * bytes <= memory.bytes) return;
  const most = Math.max(1, Math.floor(memory.bytes / bytes));
  throw new InputError(
    `--replicas ${wanted} needs at least ${gigabytes(wanted * bytes)} of memory, ${gigabytes(bytes)} for each copy of the model, and there is ${gigabytes(memory.bytes)}: ask for at most ${most}.`,
  );
}

/** Threads as a run says them. */
export function threadsText(threads: number, replicas: readonly number[]): string {
  if (replicas.length === 1) return String(threads);
  const [least = 1, most = 1] = [replicas.at(0), replicas.at(-1)];
  return `${threads}, in ${replicas.length} copies of the model with ${least === most ? most : `${least} or ${most}`} each`;
}
