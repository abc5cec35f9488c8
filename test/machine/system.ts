import type { ReadSystemFile } from '../../src/machine/system-files.ts';

/** A system that has these files and no others. */
export function systemOf(files: Readonly<Record<string, string>>): ReadSystemFile {
  return (path) => files[path]?.trim() ?? null;
}

/** /proc and /sys of processors that this process may run on; `siblings` has a list a processor, as the kernel writes it. */
export function processorsOf(allowed: string, siblings: readonly string[]): Record<string, string> {
  return {
    '/proc/self/status': `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${allowed}\nMems_allowed_list:\t0\n`,
    ...Object.fromEntries(
      siblings.map((list, processor) => [
        `/sys/devices/system/cpu/cpu${processor}/topology/thread_siblings_list`,
        `${list}\n`,
      ]),
    ),
  };
}
