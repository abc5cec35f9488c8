import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/builder/checkpoint/index.ts';

/** Files that llama.cpp's converter made, and what the checkpoints held that it made them of; make.py says how. */
const fixtures = resolve(import.meta.dirname, '../../fixtures/builder/gguf');

interface Published {
  readonly config: Readonly<Record<string, unknown>>;
  /** Shape and SHA-256 of the float32 values. */
  readonly tensors: Readonly<Record<string, readonly [number[], string]>>;
}

const published: Readonly<Record<string, Published>> = JSON.parse(
  readFileSync(join(fixtures, 'published.json'), 'utf8'),
);

describe.each(Object.entries(published))('the GGUF file of %s', (name, { config, tensors }) => {
  const checkpoint = openCheckpoint(join(fixtures, `${name}.gguf`));

  it('has the published config', () => {
    expect(checkpoint.config).toMatchObject(config);
  });

  it('has the published tensors, bit by bit', () => {
    const read = [...checkpoint.tensors].map(([tensorName, { shape }]) => {
      const hash = createHash('sha256');
      for (const chunk of checkpoint.read(tensorName)) {
        hash.update(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      }
      return [tensorName, [shape, hash.digest('hex')]];
    });
    expect(Object.fromEntries(read)).toEqual(tensors);
  });

  it('gives ranges of rows', () => {
    for (const [tensorName, { shape }] of checkpoint.tensors) {
      const row = shape.length === 1 ? 1 : (shape.at(-1) ?? 1);
      const whole = Array.from(checkpoint.read(tensorName), (chunk) => Array.from(chunk)).flat();
      const range = { start: row, end: row * ((shape[0] ?? 1) - 1) };
      const part = Array.from(checkpoint.read(tensorName, range), (chunk) => Array.from(chunk)).flat();
      expect(part).toEqual(whole.slice(range.start, range.end));
    }
  });
});
