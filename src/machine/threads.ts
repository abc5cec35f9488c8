import { availableParallelism } from 'node:os';
import { processorQuota } from './cgroup.ts';
import { readSystemFile, type ReadSystemFile } from './system-files.ts';

/** How many threads to compute with, and what decided it. */
export interface Threads {
  readonly count: number;
  readonly by: 'physical cores' | 'processor quota' | 'processors';
}

/**
 * As many threads as there are physical cores that this process may run on, and no more than its control groups pay for. A second
 * thread on a core waits for the same multipliers. Where the system tells neither, as many as Node.js counts processors.
 */
export function usableThreads(
  read: ReadSystemFile = readSystemFile,
  processors: number = availableParallelism(),
): Threads {
  const cores = physicalCores(read);
  const quota = processorQuota(read);
  const count = Math.max(1, Math.min(processors, cores ?? processors, Math.ceil(quota ?? processors)));
  if (count === cores) return { count, by: 'physical cores' };
  return { count, by: count === processors ? 'processors' : 'processor quota' };
}

/** Physical cores among the processors that this process may run on; null where the system does not tell. */
function physicalCores(read: ReadSystemFile): number | null {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read('/proc/self/status') ?? '')?.[1];
  if (allowed === undefined) return null;
  const cores = new Set<string>();
  for (const processor of numbersOf(allowed)) {
    // Allowed are also processors that are not there, or are switched off: those have no core.
    const siblings = read(`/sys/devices/system/cpu/cpu${processor}/topology/thread_siblings_list`);
    if (siblings !== null) cores.add(siblings);
  }
  return cores.size === 0 ? null : cores.size;
}

/** More than Linux takes. */
const MOST_PROCESSORS = 8192;

/** The numbers of a list as Linux writes it, `0-3,8`. */
function numbersOf(list: string): readonly number[] {
  return list.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: Math.min(MOST_PROCESSORS, to - from + 1) }, (_, index) => from + index);
  });
}
