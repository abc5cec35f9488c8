import { expect, it } from 'vitest';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';
import { BUILT_LAYOUT } from '../../../src/backends/onnx/layout.ts';
import { probeGraph } from '../../../src/backends/onnx/probe.ts';
import { denormalGraph, logitsOf } from './denormal-graph.ts';
import { tinyModel } from './tiny-model.ts';

// Only an x86 is asked to. ONNX Runtime keeps what the first session of a process sets: this file needs one of its own.
it.runIf(process.arch === 'x64')(
  'the thread of models takes denormal numbers for zero after a graph was probed in this one, which does not',
  async () => {
    await probeGraph((await tinyModel('llama-gqa-tied')).graphPath, BUILT_LAYOUT);
    const [smallest, one] = [Number.MIN_VALUE, JSON.parse('1') as number];
    // As text: where such numbers are zero, they also equal it.
    expect(String(smallest * one)).toBe('5e-324');
    const there = await openInThread({ file: denormalGraph(), contextLength: 64, threads: 1 });
    expect(await logitsOf(there)).toEqual([0, 0]);
    await there.close();
  },
);
