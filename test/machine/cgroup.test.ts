import { describe, expect, it } from 'vitest';
import { memoryLimit, processorQuota } from '../../src/machine/cgroup.ts';
import { memoryBound } from '../../src/machine/memory.ts';
import { systemOf } from './system.ts';

const GIB = 2 ** 30;

const limited = (bytes: string) =>
  systemOf({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': bytes });

describe('limits of control groups', () => {
  it('are those of version 2, the least of all groups around the process', () => {
    const read = systemOf({
      '/proc/self/cgroup': '0::/user.slice/job.scope\n',
      '/sys/fs/cgroup/user.slice/memory.max': `${4 * GIB}\n`,
      '/sys/fs/cgroup/user.slice/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/user.slice/job.scope/memory.max': 'max\n',
      '/sys/fs/cgroup/user.slice/job.scope/cpu.max': '250000 100000\n',
    });
    expect([memoryLimit(read), processorQuota(read)]).toEqual([4 * GIB, 2.5]);
  });

  it("are those of version 1, each by its own controller's path", () => {
    const read = systemOf({
      '/proc/self/cgroup': '9:name=systemd:/\n4:memory:/job/1\n3:cpuset:/\n1:cpu:/\n0::/\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      '/sys/fs/cgroup/memory/job/memory.limit_in_bytes': '9223372036854771712\n',
      '/sys/fs/cgroup/memory/job/1/memory.limit_in_bytes': `${2 * GIB}\n`,
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    });
    expect([memoryLimit(read), processorQuota(read)]).toEqual([2 * GIB, null]);
  });

  it("are a container's own root where its path is the host's", () => {
    const read = systemOf({
      '/proc/self/cgroup': '4:memory:/docker/0123\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${GIB}\n`,
    });
    expect(memoryLimit(read)).toBe(GIB);
    const outside = systemOf({ '/proc/self/cgroup': '0::/../../x\n', '/sys/fs/cgroup/memory.max': '1024\n' });
    expect(memoryLimit(outside)).toBe(1024);
  });

  it('are none where there are no files, or files of something else', () => {
    expect([memoryLimit(systemOf({})), processorQuota(systemOf({}))]).toEqual([null, null]);
    const odd = systemOf({
      '/proc/self/cgroup': 'nothing\n0::/\n',
      '/sys/fs/cgroup/memory.max': 'much\n',
      '/sys/fs/cgroup/cpu.max': '\n',
    });
    expect([memoryLimit(odd), processorQuota(odd)]).toEqual([null, null]);
  });
});

describe('the memory that there is', () => {
  it("is the machine's, or less in a container", () => {
    expect(memoryBound(systemOf({}), 8 * GIB)).toEqual({ bytes: 8 * GIB, by: 'machine' });
    expect(memoryBound(limited(String(2 * GIB)), 8 * GIB)).toEqual({ bytes: 2 * GIB, by: 'container' });
    expect(memoryBound(limited(String(16 * GIB)), 8 * GIB)).toEqual({ bytes: 8 * GIB, by: 'machine' });
  });
});
