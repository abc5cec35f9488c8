import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { writeGemmGraph } from '../../../bench/score/gemm-graph.ts';
import { NumberKind } from '../../../bench/score/graph-profile.ts';
import { shapesOf } from '../../../bench/score/rates.ts';
import { profilePrefix, readSessionProfile } from '../../../bench/score/session-profile.ts';

const SUM = { kind: 'fp32', calls: 1, seconds: 1, best: 1 } as const;

it('weights of layers are measured at every pack size, the last matrix at the rows that it has', () => {
  const products = [
    { ...SUM, rows: 180, inner: 64, columns: 256 },
    { ...SUM, rows: 3, inner: 64, columns: 256 },
    { ...SUM, rows: 3, inner: 64, columns: 5000 },
  ];
  expect(shapesOf(products)).toEqual([
    { inner: 64, columns: 256, rows: [4, 64, 128, 192, 256, 512] },
    { inner: 64, columns: 5000, rows: [4] },
  ]);
});

describe('the graph of one product', () => {
  it.each(NumberKind.options)(
    'computes in %s what it is named for, and no more with weights',
    async (kind) => {
      const folder = await mkdtemp(join(tmpdir(), 'fiveshot-bench-'));
      try {
        const session = await InferenceSession.create(
          writeGemmGraph(folder, { kind, inner: 24, columns: 40 }),
          {
            enableProfiling: true,
            profileFilePrefix: profilePrefix(folder),
          },
        );
        await session.run({ x: new Tensor('float32', new Float32Array(6 * 24).fill(1), [6, 24]) });
        await session.release();
        expect(readSessionProfile(folder).products).toMatchObject([
          { kind, rows: 6, inner: 24, columns: 40, calls: 1 },
        ]);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
