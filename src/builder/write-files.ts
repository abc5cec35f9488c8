import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { writeFault } from '../errors.ts';
import { sha256 } from '../fingerprint.ts';
import { createDataFile } from './data-file.ts';
import type { DataLayout, External } from './onnx/external-data.ts';

/** How a long piece of work reports and is stopped. */
export interface Watch {
  /** Bytes of weights written so far, and in the end. */
  readonly onProgress?: ((written: number, total: number) => void) | undefined;
  /** Once aborted, the work throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The values of an initializer as the data file has them, in chunks, each valid until the next is asked for. */
export type ValuesOf = (initializer: External) => Iterable<ArrayBufferView> | AsyncIterable<ArrayBufferView>;

/** Writes a whole small file to disk and returns its SHA-256. */
export function writeWhole(path: string, bytes: Uint8Array): string {
  const descriptor = openSync(path, 'wx');
  try {
    writeAll(descriptor, bytes);
    fsyncSync(descriptor);
  } catch (error) {
    throw writeFault(path, error);
  } finally {
    closeSync(descriptor);
  }
  return sha256(bytes);
}

/**
 * Streams the weights into a data file as laid out, zeros between them, and returns its SHA-256. Holds two buffers and one
 * chunk in memory, and lets other work of the process run between buffers.
 */
export async function writeWeights(
  path: string,
  valuesOf: ValuesOf,
  { entries, length }: DataLayout,
  { onProgress, signal }: Watch,
): Promise<string> {
  const file = await createDataFile(path, (written) => {
    onProgress?.(written, length);
    signal?.throwIfAborted();
  });
  try {
    for (const { initializer, offset, length: expected } of entries) {
      await file.write(new Uint8Array(offset - file.length()));
      for await (const values of valuesOf(initializer))
        await file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      if (file.length() !== offset + expected)
        throw new Error(`${initializer.name} has another length than its shape says`);
    }
    return await file.finish();
  } finally {
    await file.close();
  }
}

/** Bytes of a file that are read at a time: small enough for a processor's cache. */
const READ_BYTES = 1024 * 1024;

/** SHA-256 of a file of any size, read ahead in chunks. */
export async function hashFile(path: string, { signal }: Watch): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const file = await open(path);
  let [hashed, ahead] = [Buffer.allocUnsafeSlow(READ_BYTES), Buffer.allocUnsafeSlow(READ_BYTES)];
  let bytes = 0;
  try {
    let reading = file.read(ahead);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      [hashed, ahead] = [ahead, hashed];
      signal?.throwIfAborted();
      reading = file.read(ahead);
      hash.update(hashed.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done);
}
