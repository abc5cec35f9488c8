/** The machine's own rates, in a process of its own: what `measureRates` starts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { usableThreads } from '../../src/machine/threads.ts';
import { answerChild } from './child.ts';
import { writeGemmGraph } from './gemm-graph.ts';
import { NumberKind } from './graph-profile.ts';
import type { GemmShape, RatesOptions } from './rates.ts';
import { profilePrefix, readSessionProfile } from './session-profile.ts';
import { flopsOf, type Rate } from './shares.ts';

/** Calls of each shape, of which the fastest counts: at least so many, and more for so many milliseconds. */
const CALLS = 3;
const MILLISECONDS = 200;

await answerChild(async ({ shapes, threads }: RatesOptions) => {
  const rates: Rate[] = [];
  for (const shape of shapes) {
    for (const kind of NumberKind.options)
      rates.push(...(await rate(kind, shape, threads ?? usableThreads().count)));
  }
  return rates;
});

async function rate(kind: NumberKind, { inner, columns, rows }: GemmShape, threads: number): Promise<Rate[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fiveshot-bench-'));
  try {
    const session = await InferenceSession.create(writeGemmGraph(folder, { kind, inner, columns }), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableProfiling: true,
      profileFilePrefix: profilePrefix(folder),
    });
    for (const count of rows) await repeat(session, count, inner);
    await session.release();
    return readSessionProfile(folder).products.map((product) => ({
      kind,
      rows: product.rows,
      inner,
      columns,
      teraflops: flopsOf({ ...product, calls: 1 }) / product.best / 1e12,
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function repeat(session: InferenceSession, rows: number, inner: number): Promise<void> {
  const values = Float32Array.from({ length: rows * inner }, (_, index) => Math.sin(index));
  const x = new Tensor('float32', values, [rows, inner]);
  const start = performance.now();
  for (let call = 0; call < CALLS || performance.now() - start < MILLISECONDS; call++) {
    await session.run({ x });
  }
}
