import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from 'node:fs';
import { writeFault } from '../errors.ts';
import { sha256 } from '../fingerprint.ts';
import { createDataFile } from './data-file.ts';
import type { DataLayout } from './onnx/external-data.ts';
import type { StoredValues } from './quantize/stored-values.ts';

/** How a long piece of work reports and is stopped. */
export interface Watch {
  /** Bytes of weights written so far, and in the end. */
  readonly onProgress?: ((written: number, total: number) => void) | undefined;
  /** Once aborted, the work throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

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
  valuesOf: StoredValues,
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
      for (const values of valuesOf(initializer))
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
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done);
}
