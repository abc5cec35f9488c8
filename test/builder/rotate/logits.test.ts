import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkGraph } from '../../../src/builder/graph/check.ts';
import { layOut } from '../../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../../src/builder/onnx/model-bytes.ts';
import { openWithBase, planBuild } from '../../../src/builder/plan-build.ts';
import { storedValues } from '../../../src/builder/quantize/stored-values.ts';
import { findHiddenState } from '../../../src/builder/rotate/hidden-state.ts';
import { rotatedGraph, rotatedWeights } from '../../../src/builder/rotate/index.ts';
import { findValueHeads } from '../../../src/builder/rotate/value-heads.ts';
import { writeWeights } from '../../../src/builder/write-files.ts';
import { MODEL_FILES, type ModelFolder } from '../../../src/model-folder.ts';
import { type Decoder, largestDifference, openDecoder } from '../decoder-session.ts';
import { buildGolden, expectedOf, goldenCheckpoints, goldenPaths, TOLERANCE } from '../golden-checkpoints.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const checkpoints = [
  resolve(import.meta.dirname, '../../fixtures/builder'),
  ...(reference === undefined ? [] : [join(reference, 'golden/architectures')]),
].flatMap((root) => goldenCheckpoints(root).map((name) => ({ name, path: join(root, name) })));

/** What may be rotated: the hidden state of those that read it through RMSNorms alone, and of some others only the values. */
const ROTATED = new Map<string, { readonly state: boolean; readonly heads: boolean }>([
  ...[
    'aquila',
    'baichuan-13b',
    'baichuan-7b',
    'internlm',
    'llama',
    'llama-gqa-tied',
    'llama3-rope',
    'mistral',
  ]
    .concat(['phi3', 'phi3-longrope', 'phi3-partial', 'qwen2', 'qwen3', 'ziya-delta'])
    .map((name) => [name, { state: true, heads: true }] as const),
  // Norms that subtract the mean, or that stand behind a branch.
  ...['falcon-7b', 'falcon-7b-old-config', 'gemma3', 'gemma3-nested', 'mpt', 'olmo2'].map(
    (name) => [name, { state: false, heads: true }] as const,
  ),
]);

describe.skipIf(reference !== undefined)('rotated graphs of all architectures', () => {
  it.skip('needs FIVESHOT_REFERENCE, the folder that holds golden/architectures', () => {});
});

describe.each(checkpoints)('$path', ({ name, path }) => {
  const expected = ROTATED.get(name) ?? { state: false, heads: false };

  it('is rotated where it may be', () => {
    const opened = openWithBase(goldenPaths(path));
    const { graph } = planBuild(opened).model;
    expect({ state: findHiddenState(graph) !== null, heads: findValueHeads(graph) !== null }).toEqual(
      expected,
    );
    opened.close();
  });

  describe.runIf(ROTATED.has(name))('with rotated weights', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fiveshot-rotated-'));
    let decoder: Decoder;
    beforeAll(async () => {
      const built = await buildGolden(path, folder);
      await rotateFolder(built, path);
      decoder = await openDecoder(built);
    });
    afterAll(async () => {
      await decoder.release();
      rmSync(folder, { recursive: true });
    });

    it('gives the reference logits', async () => {
      for (const { input_ids: ids, logits } of expectedOf(path).cases) {
        const result = await decoder.step({ rows: [ids] });
        expect(largestDifference(result.logits[0] ?? [], logits)).toBeLessThan(TOLERANCE);
      }
    });
  });
});

/** Writes a checkpoint's graph and weights in float32, but rotated, over those of its model folder. */
async function rotateFolder({ path: folder, graphPath }: ModelFolder, path: string): Promise<void> {
  const opened = openWithBase(goldenPaths(path));
  const { model, checkpoint } = planBuild(opened);
  const graph = rotatedGraph(model.graph);
  checkGraph(graph);
  const layout = layOut(graph);
  const producer = { name: 'fiveshot', version: '' };
  writeFileSync(graphPath, modelBytes(graph, layout, MODEL_FILES.weights, producer));
  const data = join(folder, MODEL_FILES.weights);
  rmSync(data);
  await writeWeights(data, storedValues(rotatedWeights(model.graph, checkpoint), []), layout, {});
  opened.close();
}
