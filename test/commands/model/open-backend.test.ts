import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBackend, openUnchanged } from '../../../src/commands/model/open-backend.ts';
import { GRAPH_NAMES, type ModelFolder } from '../../../src/model-folder.ts';
import { tinyModel } from '../../backends/onnx/tiny-model.ts';

/** A model whose manifest calls the ids of the graph otherwise, as that of an adopted graph may. */
async function withIdsNamed(inputIds: string): Promise<ModelFolder> {
  const folder = await tinyModel('llama-gqa-tied');
  const adopted = {
    folder: folder.path,
    graph: 'model.onnx',
    weights: [],
    config: 'config.json',
    names: { ...GRAPH_NAMES, inputIds },
  };
  return { ...folder, manifest: { ...folder.manifest, adopted } };
}

it("drives a graph by its manifest's names, whatever command asks", async () => {
  await (await openBackend(await withIdsNamed(GRAPH_NAMES.inputIds), {})).close();
  await expect(openBackend(await withIdsNamed('tokens'), {})).rejects.toThrow(/an input 'tokens'/);
});

describe('a folder that is held to its hashes while it is loaded', () => {
  it('scores where it is as it was built', async () => {
    await (await openUnchanged(await tinyModel('llama-gqa-tied'), { threads: 1 })).close();
  });

  it('is refused where a file has changed, whether the graph can be loaded or not', async () => {
    const folder = await tinyModel('llama-gqa-tied');
    appendFileSync(join(folder.path, 'model.onnx_data'), ' ');
    await expect(openUnchanged(folder, { threads: 1 })).rejects.toThrow(
      /^model\.onnx_data in .* since the model was built/,
    );
    writeFileSync(folder.graphPath, 'no graph');
    await expect(openUnchanged(folder, { threads: 1 })).rejects.toThrow(
      /^model\.onnx and model\.onnx_data in /,
    );
  });

  it('is refused where the graph can not be loaded', async () => {
    await expect(openUnchanged(await withIdsNamed('tokens'), {})).rejects.toThrow(/an input 'tokens'/);
  });
});
