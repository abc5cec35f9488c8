import { expect, it } from 'vitest';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import { denormalGraph, logitsOf, SMALL } from './denormal-graph.ts';

// Only an x86 is asked to. ONNX Runtime keeps what the first session of a process sets: this file needs one of its own.
it.runIf(process.arch === 'x64')(
  'a thread takes denormal numbers for zero, and this one goes on with them',
  async () => {
    const options = { file: denormalGraph(), contextLength: 64, threads: 1 };
    const thread = await openInThread(options);
    expect(await logitsOf(thread)).toEqual([0, 0]);
    await thread.close();
    const [smallest, one] = [Number.MIN_VALUE, JSON.parse('1') as number];
    // As text: where such numbers are zero, they also equal it.
    expect(String(smallest * one)).toBe('5e-324');
    const here = await openOnnxBackend(options);
    const [logit = 0] = await logitsOf(here);
    await here.close();
    expect(Math.abs(logit / (3 * SMALL) - 1)).toBeLessThan(1e-4);
    // So do models that are opened later, one with all threads and several copies.
    for (const how of [{}, { replicaThreads: [1, 1] }]) {
      const later = await openInThread({ ...options, ...how });
      expect(await Promise.all([1, 2].map(() => logitsOf(later)))).toEqual([
        [0, 0],
        [0, 0],
      ]);
      await later.close();
    }
  },
);
