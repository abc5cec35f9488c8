import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../../src/builder/build.ts';
import { openDecoder } from '../decoder-session.ts';
import { tempFolder } from '../temp-folder.ts';
import { forward, TINY, type TinyLlama, tinyLlama } from '../tiny-llama.ts';
import { writeTinyLlama } from '../write-tiny-llama.ts';
import { asWide } from './as-wide.ts';

const IDS = Array.from({ length: 40 }, (_, place) => (place * 17 + place * place) % TINY.vocab);

/** The same function, with a channel behind each norm a hundred times as large, which the layers behind take back. */
function withOutliers({ config, weights }: TinyLlama): TinyLlama {
  const channel = 5;
  const scaled = [...weights].map(([name, { shape, values }]) => {
    const isNorm = name.endsWith('layernorm.weight');
    const isReader = /(?:q|k|v|gate|up)_proj.weight$/.test(name);
    const factor = isNorm ? 100 : isReader ? 1 / 100 : 1;
    const own = values.map((value, at) => (at % TINY.hidden === channel ? factor * value : value));
    return [name, { shape, values: isNorm || isReader ? own : values }] as const;
  });
  return { config, weights: new Map(scaled) };
}

/** Root mean square of what differs from the plain forward pass, as a part of that of the logits. */
async function relativeError(model: TinyLlama, precision: 'int8' | 'int8x3'): Promise<number> {
  const folder = tempFolder();
  const checkpoint = join(folder, 'checkpoint');
  mkdirSync(checkpoint);
  writeTinyLlama(checkpoint, model);
  const decoder = await openDecoder(await buildModel({ checkpoint, out: join(folder, 'model'), precision }));
  const { logits } = await decoder.step({ rows: [IDS] });
  await decoder.release();
  const expected = forward(model, IDS, () => 1);
  const size = Math.hypot(...expected);
  return Math.hypot(...expected.map((value, at) => value - (logits[0]?.[at] ?? Number.NaN))) / size;
}

describe('rotated int8', () => {
  it('is as near to the plain forward pass with a channel far above the others as without', async () => {
    const model = tinyLlama();
    const even = await asWide(() => relativeError(model, 'int8'));
    expect(even).toBeLessThan(0.05);
    expect(await asWide(() => relativeError(withOutliers(model), 'int8'))).toBeLessThan(1.5 * even);
    expect(await relativeError(withOutliers(model), 'int8x3')).toBeLessThan(1e-3);
  });
});
