import { expect, it } from 'vitest';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';
import { denormalGraph, logitsOf } from './denormal-graph.ts';

// Only an x86 is asked to. ONNX Runtime keeps what the first session of a process sets: this file needs one of its own.
it.runIf(process.arch === 'x64')('every copy of a model takes denormal numbers for zero', async () => {
  const options = { file: denormalGraph(), contextLength: 64, replicaThreads: [1, 1, 1] };
  const copies = await openInThread(options);
  // Requests side by side are each another copy's.
  expect(await Promise.all(options.replicaThreads.map(() => logitsOf(copies)))).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  await copies.close();
  const [smallest, one] = [Number.MIN_VALUE, JSON.parse('1') as number];
  // As text: where such numbers are zero, they also equal it.
  expect(String(smallest * one)).toBe('5e-324');
});
