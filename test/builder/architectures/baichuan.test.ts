import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../../src/builder/build.ts';
import { largestDifference, openDecoder } from '../decoder-session.ts';
import { tempFolder } from '../temp-folder.ts';
import type { TinyLlama } from '../tiny-llama.ts';
import { TINY, forward, tinyLlama } from '../tiny-llama.ts';
import { f32, writeSafetensors } from '../write-safetensors.ts';

const IDS = [7, 41, 3, 3, 19, 0, 25, 47, 11, 30];
/** Float32 against float64 over two layers; logits reach about 10. */
const TOLERANCE = 2e-4;

/** The small LLaMA without biases, which Baichuan has none of. */
function unbiased(): TinyLlama {
  const { config, weights } = tinyLlama();
  const changed = [...weights].map(([name, { shape, values }]) => {
    const kept = name.endsWith('.bias') ? values.map(() => 0) : values;
    return [name, { shape, values: kept }] as const;
  });
  return { config, weights: new Map(changed) };
}

/** The same model as Baichuan stores it: query, key and value layers as one. */
function packed({ weights }: TinyLlama): Map<string, ReturnType<typeof f32>> {
  const stored = new Map<string, ReturnType<typeof f32>>();
  for (const [name, { shape, values }] of weights) {
    if (!/\.bias$|\.[qkv]_proj\./.test(name)) stored.set(name, f32(shape, values));
  }
  for (let layer = 0; layer < TINY.layers; layer += 1) {
    const block = `model.layers.${layer}.self_attn`;
    const rows = ['q', 'k', 'v'].flatMap((part) =>
      Array.from(weights.get(`${block}.${part}_proj.weight`)?.values ?? []),
    );
    stored.set(`${block}.W_pack.weight`, f32([rows.length / TINY.hidden, TINY.hidden], rows));
  }
  return stored;
}

async function logitsOf(model: TinyLlama, change: object): Promise<Float32Array> {
  const folder = tempFolder();
  const checkpoint = join(folder, 'checkpoint');
  mkdirSync(checkpoint);
  writeSafetensors(join(checkpoint, 'model.safetensors'), Object.fromEntries(packed(model)));
  const config = { ...model.config, model_type: 'baichuan', ...change };
  writeFileSync(join(checkpoint, 'config.json'), JSON.stringify(config));
  writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
  const decoder = await openDecoder(await buildModel({ checkpoint, out: join(folder, 'model') }));
  const { logits } = await decoder.step({ rows: [IDS] });
  await decoder.release();
  return logits[0] ?? new Float32Array();
}

describe('baichuan against a plain forward pass in float64', () => {
  const model = unbiased();
  const plain = forward(model, IDS, () => 1);

  it('takes the fused layer as queries, keys and values', async () => {
    expect(largestDifference(await logitsOf(model, {}), plain)).toBeLessThan(TOLERANCE);
  });

  it('of the second generation divides each row of the output matrix by its length, however the config tells it', async () => {
    const head = model.weights.get('lm_head.weight')?.values ?? [];
    const lengths = plain.map((_, row) =>
      Math.hypot(...head.slice(row * TINY.hidden, (row + 1) * TINY.hidden)),
    );
    const expected = plain.map((logit, row) => logit / (lengths[row] ?? Number.NaN));
    const logits = await logitsOf(model, { z_loss_weight: 0, model_max_length: 32 });
    expect(largestDifference(logits, expected)).toBeLessThan(TOLERANCE);
    expect(largestDifference(plain, expected)).toBeGreaterThan(1);
  });

  it('has ALiBi where the config names its context model_max_length alone', async () => {
    const logits = await logitsOf(model, { max_position_embeddings: undefined, model_max_length: 64 });
    expect(largestDifference(logits, plain)).toBeGreaterThan(0.1);
  });
});
