import { describe, expect, it } from 'vitest';
import { assertThreadsFor, replicaThreads } from '../../../src/commands/run/replicas.ts';
import { InputError } from '../../../src/errors.ts';
import { subjectRun } from './subject-runs.ts';

const GB = 1e9;
const memory = { bytes: 24 * GB, by: 'machine' } as const;
const run = subjectRun('mmlu');

/** Subjects of so many times the fixture's questions. */
const subjects = (...times: readonly number[]) =>
  times.map((count) => ({ run, asked: Array.from({ length: count }, () => run.prompts).flat() }));
const many = subjects(...Array.from({ length: 40 }, () => 60));
const asking = { threads: 8, bytes: GB, memory, subjects: many };

describe('copies of a model', () => {
  it('are one for each thread where a sixth of the memory has room', () => {
    expect(replicaThreads({ ...asking, threads: 4 })).toEqual([1, 1, 1, 1]);
    expect(replicaThreads({ ...asking, threads: 1 })).toEqual([1]);
    expect(replicaThreads({ ...asking, bytes: 5 * GB })).toEqual([8]);
  });

  it('share all threads where there are fewer', () => {
    expect(replicaThreads({ ...asking, bytes: GB })).toEqual([2, 2, 2, 2]);
    expect(replicaThreads({ ...asking, bytes: 1.3 * GB })).toEqual([2, 3, 3]);
  });

  it('are no more than the work can be divided among', () => {
    expect(replicaThreads({ ...asking, subjects: subjects(60) })).toEqual([8]);
    expect(replicaThreads({ ...asking, subjects: subjects(600, 60, 60, 60) })).toEqual([8]);
    expect(replicaThreads({ ...asking, subjects: subjects(200, 200, 200) })).toHaveLength(3);
    // A few questions are scored before another copy is loaded.
    expect(replicaThreads({ ...asking, subjects: subjects(1, 1, 1) })).toEqual([8]);
    expect(replicaThreads({ ...asking, subjects: [] })).toEqual([8]);
  });

  it('are as many as were asked for, but none without a subject', () => {
    expect(replicaThreads({ ...asking, bytes: 8 * GB, wanted: 3 })).toEqual([2, 3, 3]);
    expect(replicaThreads({ ...asking, wanted: 1 })).toEqual([8]);
    expect(replicaThreads({ ...asking, subjects: subjects(1, 1), wanted: 8 })).toEqual([4, 4]);
  });

  it('are refused where threads or memory are too few', () => {
    expect(() => assertThreadsFor({ replicas: 9, threads: 8 })).toThrow(InputError);
    expect(() => assertThreadsFor({ replicas: 9, threads: 8 })).toThrow(
      /--replicas 9 is more than the 8 threads/,
    );
    expect(() => assertThreadsFor({ replicas: 8, threads: 8 })).not.toThrow();
    expect(() => assertThreadsFor({ threads: 8 })).not.toThrow();
    expect(() => replicaThreads({ ...asking, bytes: 8 * GB, wanted: 4 })).toThrow(
      /--replicas 4 needs at least 32\.0 GB of memory, 8\.0 GB for each copy of the model, and there is 24\.0 GB: ask for at most 3\.$/,
    );
  });
});
