import { totalmem } from 'node:os';
import { memoryLimit } from './cgroup.ts';
import { readSystemFile, type ReadSystemFile } from './system-files.ts';

/** The most memory that this process can ever have. */
export interface MemoryBound {
  readonly bytes: number;
  /** What ends it: the machine's memory or a limit of the process's control groups, as containers have. */
  readonly by: 'machine' | 'container';
}

/** All of the machine's memory, or what its control groups leave this process. */
export function memoryBound(
  read: ReadSystemFile = readSystemFile,
  machine: number = totalmem(),
): MemoryBound {
  const limit = memoryLimit(read) ?? machine;
  return limit < machine ? { bytes: limit, by: 'container' } : { bytes: machine, by: 'machine' };
}
