import { describe, expect, it } from 'vitest';
import { usableThreads } from '../../src/machine/threads.ts';
import { processorsOf, systemOf } from './system.ts';

/** Four cores with two threads each, as Intel numbers them, and as AMD does. */
const INTEL = ['0,4', '1,5', '2,6', '3,7', '0,4', '1,5', '2,6', '3,7'];
const AMD = ['0-1', '0-1', '2-3', '2-3', '4-5', '4-5', '6-7', '6-7'];

const threads = (files: Record<string, string>, processors: number) =>
  usableThreads(systemOf(files), processors);

describe('threads', () => {
  it.each([
    ['in either numbering', INTEL],
    ['with neighbours as siblings', AMD],
  ])('are as many as physical cores, %s', (_, siblings) => {
    expect(threads(processorsOf('0-7', siblings), 8)).toEqual({ count: 4, by: 'physical cores' });
  });

  it('count only cores that the process may run on', () => {
    expect(threads(processorsOf('0-1,4-5', INTEL), 4).count).toBe(2);
    expect(threads(processorsOf('0-1,4-5', AMD), 4).count).toBe(2);
    expect(threads(processorsOf('1', INTEL), 1).count).toBe(1);
  });

  it('count no processors that are allowed but not there', () => {
    expect(threads(processorsOf('0-127', ['0', '1']), 2)).toEqual({ count: 2, by: 'physical cores' });
  });

  it('keep within a quota of either version, rounded up', () => {
    const cores = processorsOf('0-7', INTEL);
    const v2 = { ...cores, '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '150000 100000\n' };
    expect(threads(v2, 8)).toEqual({ count: 2, by: 'processor quota' });
    const v1 = {
      ...cores,
      '/proc/self/cgroup': '5:memory:/\n4:cpu,cpuacct:/\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '50000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    };
    expect(threads(v1, 8)).toEqual({ count: 1, by: 'processor quota' });
    const large = { ...v2, '/sys/fs/cgroup/cpu.max': '1600000 100000\n' };
    expect(threads(large, 8)).toEqual({ count: 4, by: 'physical cores' });
  });

  it('are as many as processors where the system does not tell', () => {
    expect(threads({}, 6)).toEqual({ count: 6, by: 'processors' });
    expect(threads(processorsOf('0-3', []), 4)).toEqual({ count: 4, by: 'processors' });
    expect(threads({ '/proc/self/status': 'Cpus_allowed_list:\tx\n' }, 4).count).toBe(4);
  });

  it('are at least one here', () => {
    expect(usableThreads().count).toBeGreaterThanOrEqual(1);
  });
});
