import type { ReadSystemFile } from './system-files.ts';

/**
 * Processors that this process may use at once by the quotas of its control groups, 1.5 for one and a half; null without a quota.
 * Files as in Linux's Documentation/admin-guide/cgroup-v2.rst and scheduler/sched-bwc.rst (version 1).
 */
export function processorQuota(read: ReadSystemFile): number | null {
  const quotas = foldersOf('cpu', read).map((folder) => {
    const [quota, period] = (
      read(`${folder}/cpu.max`) ??
      `${read(`${folder}/cpu.cfs_quota_us`)} ${read(`${folder}/cpu.cfs_period_us`)}`
    ).split(' ');
    return Number(quota) / Number(period);
  });
  return leastOf(quotas);
}

/** Bytes of memory that the control groups of this process leave it, or null without a limit. */
export function memoryLimit(read: ReadSystemFile): number | null {
  const limits = foldersOf('memory', read).map((folder) =>
    Number(read(`${folder}/memory.max`) ?? read(`${folder}/memory.limit_in_bytes`) ?? Number.NaN),
  );
  return leastOf(limits);
}

/** The least of the limits that are any: `max`, -1 and a missing file are none. */
function leastOf(limits: readonly number[]): number | null {
  const real = limits.filter((limit) => Number.isFinite(limit) && limit > 0);
  return real.length === 0 ? null : Math.min(...real);
}

const ROOT = '/sys/fs/cgroup';

/**
 * The folders that may limit a resource: this process's group of either version and every group around it. A container sees
 * its own group as the root, under a path that may be its host's: groups that are not there have no files.
 */
function foldersOf(controller: 'cpu' | 'memory', read: ReadSystemFile): readonly string[] {
  const folders: string[] = [];
  for (const line of (read('/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (controllers === '') folders.push(...around(ROOT, path));
    else if (controllers.split(',').includes(controller))
      folders.push(...around(`${ROOT}/${controller}`, path));
  }
  return folders;
}

function around(mount: string, path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '');
  // A process outside of its namespace's root.
  if (names.includes('..')) return [mount];
  return [mount, ...names.map((_, index) => `${mount}/${names.slice(0, index + 1).join('/')}`)];
}
