import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelFolder } from '../../src/model-folder.ts';
import { openDecoder } from '../../test/builder/decoder-session.ts';
import { buildGgufGolden, ggufGoldens } from '../../test/builder/gguf-goldens.ts';
import {
  buildGolden,
  expectedOf,
  goldenCheckpoints,
  SHARED,
  TOLERANCE,
} from '../../test/builder/golden-checkpoints.ts';
import { differences, inFolder, type Row } from './row.ts';

/** Checkpoints in the layout of their publishers, of `golden/architectures`. */
export async function checkpointRows(root: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const checkpoint of goldenCheckpoints(root)) {
    const path = join(root, checkpoint);
    const row = await inFolder(async (folder) => {
      const model = await buildGolden(path, folder);
      const { source } = model.manifest;
      const format =
        source.format === 'torch' ? torchForm(folder, source.files[0]?.name ?? '') : source.format;
      return { format, ...(await run(model, { cases: expectedOf(path).cases, shared: SHARED })) };
    });
    rows.push({ checkpoint, ...row });
  }
  return rows;
}

/** Files that llama.cpp's converter made. */
export async function ggufRows(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [name, golden] of Object.entries(ggufGoldens())) {
    const row = await inFolder(async (folder) => run(await buildGgufGolden(name, folder), golden));
    rows.push({ checkpoint: `${name}.gguf`, format: 'GGUF', ...row });
  }
  return rows;
}

type Expected = Parameters<typeof differences>[1];

async function run(model: ModelFolder, expected: Expected): Promise<Omit<Row, 'checkpoint' | 'format'>> {
  const { modelType: type, prefixReuse } = model.manifest;
  const decoder = await openDecoder(model);
  const last = async (step: Parameters<typeof decoder.step>[0]) => (await decoder.step(step)).logits[0] ?? [];
  const found = await differences(
    {
      whole: async (ids) => last({ rows: [ids] }),
      inTwo: prefixReuse
        ? async (ids, first) => {
            const start = { rows: [ids.slice(0, first)], keep: true, finalLength: ids.length };
            const { cache: past } = await decoder.step(start);
            return last({ rows: [ids.slice(first)], past });
          }
        : null,
    },
    expected,
  );
  await decoder.release();
  return { type, ...found, tolerance: TOLERANCE };
}

/** Files of torch.save are zip archives since torch 1.6. */
function torchForm(folder: string, name: string): string {
  const isZip =
    readFileSync(join(folder, 'checkpoint', name))
      .subarray(0, 2)
      .toString() === 'PK';
  return isZip ? 'torch (zip)' : 'torch (legacy)';
}
