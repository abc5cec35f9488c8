import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeBaichuan, SMALL_BAICHUAN } from '../../../bench/build/baichuan.ts';
import { buildModel } from '../../../src/builder/build.ts';
import { openCheckpoint } from '../../../src/builder/checkpoint/index.ts';
import { planBuild } from '../../../src/builder/plan-build.ts';
import { layOut } from '../../../src/builder/onnx/external-data.ts';
import { inPrecision } from '../../../src/builder/quantize/in-precision.ts';
import { parallelValues } from '../../../src/builder/workers/parallel-values.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';

let folder: string;
let checkpoint: string;

beforeEach(() => {
  folder = tempFolder();
  checkpoint = join(folder, 'checkpoint');
  makeBaichuan(checkpoint, { ...SMALL_BAICHUAN, layers: 2 });
});

describe('a build by several threads', () => {
  it.each(['int8', 'int8x3'] as const)('has the bytes of a build by one, in %s', async (precision) => {
    const manifests = [];
    for (const threads of [0, 1, 3]) {
      const { manifest } = await buildModel({
        checkpoint,
        out: join(folder, `model-${threads}`),
        precision,
        threads,
      });
      manifests.push(manifest);
    }
    expect(manifests[1]).toEqual(manifests[0]);
    expect(manifests[2]).toEqual(manifests[0]);
    const [alone, together] = [0, 3].map((threads) =>
      readFileSync(join(folder, `model-${threads}`, 'model.onnx_data')),
    );
    expect(alone?.equals(together ?? Buffer.alloc(0))).toBe(true);
  });

  it('that is stopped leaves nothing', async () => {
    const controller = new AbortController();
    const built = buildModel({
      checkpoint,
      out: join(folder, 'model'),
      precision: 'int8',
      threads: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(built).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual(['checkpoint']);
  });

  it('ends with the sentence of a thread that can not read, as an input error', async () => {
    const opened = openCheckpoint(checkpoint);
    const layout = layOut(inPrecision(planBuild(opened).model.graph, 'int8'));
    opened.close();
    writeFileSync(join(checkpoint, 'config.json'), '{');
    const values = parallelValues({ paths: { checkpoint }, precision: 'int8', workers: 2 }, layout);
    const [first] = layout.entries;
    const take = async (): Promise<void> => {
      for await (const _ of first === undefined ? [] : values.valuesOf(first.initializer)) continue;
    };
    await expect(take()).rejects.toThrow(InputError);
    await values.close();
  });
});
