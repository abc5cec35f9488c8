import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layOut } from '../../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../../src/builder/onnx/model-bytes.ts';
import { openWithBase, planBuild } from '../../../src/builder/plan-build.ts';
import { MODEL_FILES } from '../../../src/model-folder.ts';
import { type Decoder, largestDifference, openDecoder } from '../decoder-session.ts';
import { buildGolden, expectedOf, goldenCheckpoints, goldenPaths } from '../golden-checkpoints.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const checkpoints = [
  resolve(import.meta.dirname, '../../fixtures/builder'),
  ...(reference === undefined ? [] : [join(reference, 'golden/architectures')]),
]
  .flatMap((root) => goldenCheckpoints(root).map((name) => join(root, name)))
  // It gives the logits of the last position, whatever is wanted.
  .filter((path) => !path.includes('chatglm'));

/** Two orders of the same float32 sums, of logits that are some units large. */
const SAME = 1e-4;

const LENGTH = 20;
/** Out of order, one of them twice, of both sequences. */
const ROWS = [2 * LENGTH - 1, 4, LENGTH - 1, LENGTH, 4];

describe.skipIf(reference !== undefined)('the wanted rows of all architectures', () => {
  it.skip('needs FIVESHOT_REFERENCE, the folder that holds golden/architectures', () => {});
});

describe.each(checkpoints)('%s', (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-wanted-'));
  let decoder: Decoder;
  let plain: Decoder;

  beforeAll(async () => {
    const model = await buildGolden(path, folder);
    decoder = await openDecoder(model);
    const graphPath = join(model.path, 'plain.onnx');
    writeFileSync(graphPath, plainGraph(path));
    plain = await openDecoder({ ...model, graphPath });
  });
  afterAll(async () => {
    await decoder.release();
    await plain.release();
    rmSync(folder, { recursive: true });
  });

  it('gives any rows of two sequences the logits of the graph that computes all rows of all layers', async () => {
    const long = expectedOf(path).cases.filter(({ input_ids: ids }) => ids.length >= LENGTH);
    const step = {
      rows: long.slice(0, 2).map(({ input_ids: ids }) => ids.slice(0, LENGTH)),
      logitRows: ROWS,
    };
    const { logits } = await decoder.step(step);
    const { logits: expected } = await plain.step(step);
    expect(logits).toHaveLength(ROWS.length);
    for (const [row, one] of logits.entries())
      expect(largestDifference(one, expected[row] ?? [])).toBeLessThan(SAME);
    expect(largestDifference(logits[0] ?? [], logits[1] ?? [])).toBeGreaterThan(100 * SAME);
  });
});

/** The graph file of a checkpoint whose rows are gathered right before the output matrix. */
function plainGraph(path: string): Uint8Array {
  const opened = openWithBase(goldenPaths(path));
  const { graph } = planBuild(opened).model;
  opened.close();
  return modelBytes(graph, layOut(graph), MODEL_FILES.weights, { name: 'fiveshot', version: '' });
}
