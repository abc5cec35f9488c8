import { join } from 'node:path';
import { openDecoder } from '../../src/backends/onnx/decoder.ts';
import { readExport } from '../../src/builder/exported/index.ts';
import { EXPORTS, expectedLogits, unpackExport } from '../../test/backends/onnx/exported.ts';
import { differences, inFolder, type Row } from './row.ts';

/** Longer than any of the sequences. */
const LENGTH = 1024;

/** Graphs that other programs exported, run as they are. */
export async function exportRows(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { name, graph, exporter, tolerance } of EXPORTS) {
    const row = await inFolder(async (parent) => {
      const folder = unpackExport(name, parent);
      const { config, weights } = readExport({ folder, graph: join(folder, graph) });
      const decoder = await openDecoder(
        join(folder, graph),
        { threads: 1 },
        { ...config, prefixReuse: true },
      );
      const found = await differences(
        {
          whole: async (ids) => decoder.lastLogits(ids, decoder.empty(LENGTH)),
          inTwo: async (ids, first) => {
            const past = await decoder.extend(ids.slice(0, first), decoder.empty(LENGTH));
            return decoder.lastLogits(ids.slice(first), past);
          },
        },
        expectedLogits(name),
      );
      await decoder.close();
      return { type: config.modelType, format: `ONNX ${weights.precision} (${exporter})`, ...found };
    });
    rows.push({ checkpoint: name, ...row, tolerance });
  }
  return rows;
}
