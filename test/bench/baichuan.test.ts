import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { openPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BAICHUAN_7B,
  makeBaichuan,
  SMALL_BAICHUAN,
  tensorsOf,
  valuesOf,
} from '../../bench/build/baichuan.ts';
import { buildModel } from '../../src/builder/build.ts';
import { openCheckpoint } from '../../src/builder/checkpoint/index.ts';
import { readTorchFile } from '../../src/builder/checkpoint/torch/file.ts';
import { type ByteSource, fileSource } from '../../src/bytes/byte-source.ts';
import { tempFolder } from '../builder/temp-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-bench-'));
const weights = join(folder, 'pytorch_model.bin');
beforeAll(() => makeBaichuan(folder, SMALL_BAICHUAN));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a checkpoint of the shape of Baichuan-7B', () => {
  it('has as many parameters as the published one', () => {
    // From the shapes alone: 2·64000·4096 + 32·(4·4096² + 3·4096·11008 + 2·4096) + 4096.
    expect(tensorsOf(BAICHUAN_7B).reduce((sum, { size }) => sum + valuesOf(size), 0)).toBe(7_000_559_616);
  });

  it('is a zip archive as torch writes it, by another reader', async () => {
    const bytes = readFileSync(weights);
    const archive = await openPromise(weights);
    const names: string[] = [];
    for await (const entry of archive.eachEntry()) {
      names.push(entry.fileName);
      const { fileDataStart } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
      expect(fileDataStart % 64).toBe(0);
      const data = bytes.subarray(fileDataStart, fileDataStart + entry.uncompressedSize);
      expect(crc32(data)).toBe(entry.crc32);
    }
    // Storages by their keys as texts.
    expect(names.slice(0, 5)).toEqual(
      ['data.pkl', 'byteorder', 'data/0', 'data/1', 'data/10'].map((name) => `pytorch_model/${name}`),
    );
    expect(names).toHaveLength(tensorsOf(SMALL_BAICHUAN).length + 3);
  });

  it('has the same random bfloat16 each time, of which none is zero, large or no number', () => {
    const again = tempFolder();
    makeBaichuan(again, SMALL_BAICHUAN);
    expect(readFileSync(join(again, 'pytorch_model.bin')).equals(readFileSync(weights))).toBe(true);
    const checkpoint = openCheckpoint(folder);
    for (const { name, size } of tensorsOf(SMALL_BAICHUAN)) {
      let sum = 0;
      for (const chunk of checkpoint.read(name)) for (const value of chunk) sum += Math.abs(value);
      const mean = sum / valuesOf(size);
      expect(mean).toBeGreaterThan(size.length === 1 ? 1 : 0.02);
      expect(mean).toBeLessThan(size.length === 1 ? 1.12 : 0.07);
    }
    checkpoint.close();
  });

  it('is built', async () => {
    const { manifest } = await buildModel({ checkpoint: folder, out: join(tempFolder(), 'model') });
    expect(manifest).toMatchObject({ modelType: 'baichuan', layers: 12, vocabSize: 4000 });
    expect(manifest.parameterCount).toBe(
      tensorsOf(SMALL_BAICHUAN).reduce((sum, { size }) => sum + valuesOf(size), 0),
    );
  });

  it('is read in pieces that do not grow with its tensors', () => {
    const wide = tempFolder();
    makeBaichuan(wide, { ...SMALL_BAICHUAN, vocabulary: 20_000, layers: 1 });
    const path = join(wide, 'pytorch_model.bin');
    let largest = 0;
    const source = fileSource(path);
    const watched: ByteSource = {
      ...source,
      slice(start, end, room) {
        largest = Math.max(largest, end - start);
        return source.slice(start, end, room);
      },
    };
    const file = readTorchFile(path, watched);
    const lengths: number[] = [];
    for (const chunk of file.read('model.embed_tokens.weight')) lengths.push(chunk.length);
    file.close();
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(20_000 * 64);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2 ** 18);
    expect(largest).toBeLessThanOrEqual(2 ** 20);
  });
});
