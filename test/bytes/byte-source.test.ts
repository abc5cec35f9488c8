import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHUNK_BYTES, type ByteSource, bufferSource, fileSource } from '../../src/bytes/byte-source.ts';
import { FormatError, InputError } from '../../src/errors.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, index) => (index * 7) % 256);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fiveshot-bytes-'));
  writeFileSync(join(folder, 'bytes'), BYTES);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each<[string, () => ByteSource]>([
  ['a buffer', () => bufferSource(BYTES)],
  ['a file', () => fileSource(join(folder, 'bytes'))],
])('a source over %s', (_, open) => {
  it('gives the bytes of any range', () => {
    const source = open();
    expect(source.length).toBe(1000);
    expect(source.slice(0, 1000)).toEqual(BYTES);
    expect(source.slice(3, 6)).toEqual(Uint8Array.of(21, 28, 35));
    expect(source.slice(1000, 1000)).toHaveLength(0);
    source.close();
  });

  it.each([
    [999, 1001],
    [-1, 3],
    [5, 4],
    [0.5, 2],
    [Number.NaN, 2],
  ])('refuses %d to %d', (start, end) => {
    const source = open();
    expect(() => source.slice(start, end)).toThrow(FormatError);
    source.close();
  });
});

describe('a file', () => {
  it('is read whole where a slice is longer than a chunk', () => {
    const path = join(folder, 'long');
    const bytes = new Uint8Array(CHUNK_BYTES * 2 + 5);
    bytes.set([1, 2, 3], CHUNK_BYTES - 1);
    bytes.set([9], bytes.length - 1);
    writeFileSync(path, bytes);
    const source = fileSource(path);
    expect(Buffer.compare(source.slice(0, bytes.length), bytes)).toBe(0);
    source.close();
  });

  it('that is missing or a folder is named', () => {
    expect(() => fileSource(join(folder, 'nothing'))).toThrow(InputError);
    expect(() => fileSource(join(folder, 'nothing'))).toThrow(/nothing/);
    expect(() => fileSource(folder)).toThrow(/is not a file/);
  });

  it('that shrinks while it is read is told', () => {
    const path = join(folder, 'shrinking');
    writeFileSync(path, BYTES);
    const source = fileSource(path);
    truncateSync(path, 10);
    expect(() => source.slice(0, 100)).toThrow(/became shorter/);
    source.close();
  });
});

it('refuses a pipe at once, where opening one for reading waits', () => {
  const place = mkdtempSync(join(tmpdir(), 'fiveshot-pipe-'));
  try {
    execFileSync('mkfifo', [join(place, 'pipe')]);
    expect(() => fileSource(join(place, 'pipe'))).toThrow('is not a file');
  } finally {
    rmSync(place, { recursive: true });
  }
});
