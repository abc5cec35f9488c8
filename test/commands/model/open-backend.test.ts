import { expect, it } from 'vitest';
import { openBackend } from '../../../src/commands/model/open-backend.ts';
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
