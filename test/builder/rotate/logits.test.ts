import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkGraph } from '../../../src/builder/graph/check.ts';
import { layOut } from '../../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../../src/builder/onnx/model-bytes.ts';
import { openWithBase, planBuild } from '../../../src/builder/plan-build.ts';
import { storedValues } from '../../../src/builder/quantize/stored-values.ts';
import { findHiddenState } from '../../../src/builder/rotate/hidden-state.ts';
import { rotateGraph } from '../../../src/builder/rotate/rotate-graph.ts';
import { withRotation } from '../../../src/builder/rotate/with-rotation.ts';
import { writeWeights } from '../../../src/builder/write-files.ts';
import { largestDifference, openDecoder } from '../decoder-session.ts';
import { buildGolden, expectedOf, goldenCheckpoints, TOLERANCE } from '../golden-checkpoints.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const checkpoints = [
  resolve(import.meta.dirname, '../../fixtures/builder'),
  ...(reference === undefined ? [] : [join(reference, 'golden/architectures')]),
].flatMap((root) => goldenCheckpoints(root).map((name) => ({ name, path: join(root, name) })));

describe.each(checkpoints)('$path', ({ name, path }) => {
  it('x', async () => {
    const delta = join(path, 'delta');
    const opened = openWithBase(existsSync(delta) ? { checkpoint: delta, base: join(path, 'base') } : { checkpoint: path });
    const planned = planBuild(opened);
    const state = findHiddenState(planned.model.graph);
    console.log(name, state === null ? null : [state.size, state.readers.size, state.writers.size, state.tied]);
    if (state === null) return;
    const folder = mkdtempSync(join(tmpdir(), 'fiveshot-rotate-'));
    const graph = rotateGraph(planned.model.graph, state);
    checkGraph(graph);
    const built = await buildGolden(path, folder);
    const layout = layOut(graph);
    writeFileSync(built.graphPath, modelBytes(graph, layout, 'model.onnx_data', { name: 'fiveshot', version: '' }));
    rmSync(join(built.path, 'model.onnx_data'));
    await writeWeights(join(built.path, 'model.onnx_data'), storedValues(withRotation(planned.checkpoint, state)), layout, {});
    const decoder = await openDecoder(built);
    let worst = 0;
    for (const { input_ids: ids, logits } of expectedOf(path).cases) {
      const result = await decoder.step({ rows: [ids] });
      worst = Math.max(worst, largestDifference(result.logits[0] ?? [], logits));
    }
    console.log(name, worst);
    expect(worst).toBeLessThan(TOLERANCE);
    await decoder.release();
    opened.close();
    rmSync(folder, { recursive: true });
  });
});
