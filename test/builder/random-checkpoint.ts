import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureOf } from '../../src/builder/architectures/index.ts';
import { buildModel } from '../../src/builder/build.ts';
import { openDecoder } from './decoder-session.ts';
import { tempFolder } from './temp-folder.ts';
import { f32, writeSafetensors } from './write-safetensors.ts';

/** Weights by name; a matrix has its rows one behind the other. */
export type Weights = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly values: Float32Array }
>;

/** Seeded weights for every tensor that a config asks for, large enough that each counts. */
export function randomWeights(config: object): Weights {
  const { graph } = architectureOf(config).build(config, () => true);
  let seed = 20;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  return new Map(
    graph.initializers
      .filter(({ kind }) => kind === 'tensor')
      .map(({ name, shape }) => {
        const count = shape.reduce((product, size) => product * size, 1);
        return [name, { shape, values: Float32Array.from({ length: count }, random) }];
      }),
  );
}

/** Writes weights and config as a checkpoint, builds it, and gives the logits after the ids. */
export async function logitsOf(
  config: object,
  weights: Weights,
  ids: readonly number[],
): Promise<Float32Array> {
  const folder = tempFolder();
  const checkpoint = join(folder, 'checkpoint');
  mkdirSync(checkpoint);
  const tensors = [...weights].map(([name, { shape, values }]) => [name, f32(shape, values)]);
  writeSafetensors(join(checkpoint, 'model.safetensors'), Object.fromEntries(tensors));
  writeFileSync(join(checkpoint, 'config.json'), JSON.stringify(config));
  writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
  const decoder = await openDecoder(await buildModel({ checkpoint, out: join(folder, 'model') }));
  const { logits } = await decoder.step({ rows: [ids] });
  await decoder.release();
  return logits[0] ?? new Float32Array();
}
