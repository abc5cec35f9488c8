import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { CHUNK_BYTES, fileSource } from '../bytes/byte-source.ts';
import { sha256 } from '../fingerprint.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { DataLayout } from './onnx/external-data.ts';

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
  } finally {
    closeSync(descriptor);
  }
  return sha256(bytes);
}

/**
 * Streams the weights into a data file as laid out, zeros between them, and returns its SHA-256. Holds one chunk in
 * memory, and lets other work of the process run between chunks.
 */
export async function writeWeights(
  path: string,
  checkpoint: Checkpoint,
  { entries, length }: DataLayout,
  { onProgress, signal }: Watch,
): Promise<string> {
  const hash = createHash('sha256');
  const descriptor = openSync(path, 'wx');
  let written = 0;
  let rested = 0;
  const write = (bytes: Uint8Array): void => {
    writeAll(descriptor, bytes);
    hash.update(bytes);
    written += bytes.length;
  };
  try {
    for (const { initializer, offset, length: expected } of entries) {
      write(new Uint8Array(offset - written));
      for (const values of checkpoint.read(initializer.name)) {
        write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
        if (written - rested < CHUNK_BYTES) continue;
        rested = written;
        onProgress?.(written, length);
        await pause(signal);
      }
      if (written !== offset + expected)
        throw new Error(`${initializer.name} has another length than its shape says`);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  onProgress?.(written, length);
  return hash.digest('hex');
}

/** SHA-256 of a file of any size, read in chunks. */
export async function hashFile(path: string, { signal }: Watch): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const source = fileSource(path);
  try {
    for (let at = 0; at < source.length; at += CHUNK_BYTES) {
      hash.update(source.slice(at, Math.min(at + CHUNK_BYTES, source.length)));
      await pause(signal);
    }
    return { bytes: source.length, sha256: hash.digest('hex') };
  } finally {
    source.close();
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  signal?.throwIfAborted();
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done);
}
