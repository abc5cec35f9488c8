import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { writeFault } from '../errors.ts';

/** A large file that is written once, from its first byte to its last. */
export interface DataFile {
  /** Bytes handed in so far. */
  length(): number;
  /** Takes the bytes, which may change afterwards. Throws what writing an earlier part threw. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes what is left, to the disk itself, and returns the SHA-256 of the whole. */
  finish(): Promise<string>;
  close(): Promise<void>;
}

/** Bytes that are handed to the system at a time. */
const BUFFER_BYTES = 16 * 1024 * 1024;

/**
 * Creates a file that is hashed while it is filled, and written from two buffers by turns, so that the disk works while
 * the next bytes are made. `onBuffer` hears how much is handed in after each buffer, and may throw to stop.
 * Throws where there is such a file already, and InputError where it can't be written.
 */
export async function createDataFile(path: string, onBuffer: (length: number) => void): Promise<DataFile> {
  const handle = await open(path, 'wx');
  const hash = createHash('sha256');
  let [filling, other] = [Buffer.allocUnsafeSlow(BUFFER_BYTES), Buffer.allocUnsafeSlow(BUFFER_BYTES)];
  let filled = 0;
  let length = 0;
  let writing = Promise.resolve();
  const flush = async (): Promise<void> => {
    await writing;
    writing = writeWhole(handle, filling.subarray(0, filled)).catch((error: unknown) => {
      throw writeFault(path, error);
    });
    [filling, other] = [other, filling];
    filled = 0;
    onBuffer(length);
  };
  return {
    length: () => length,
    async write(bytes) {
      hash.update(bytes);
      for (let at = 0; at < bytes.length;) {
        const count = Math.min(bytes.length - at, BUFFER_BYTES - filled);
        filling.set(bytes.subarray(at, at + count), filled);
        at += count;
        filled += count;
        length += count;
        if (filled === BUFFER_BYTES) await flush();
      }
    },
    async finish() {
      await flush();
      await writing;
      await handle.sync();
      return hash.digest('hex');
    },
    async close() {
      // Already thrown where anybody waits for it.
      await writing.catch(() => {});
      await handle.close();
    },
  };
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done);
    done += bytesWritten;
  }
}
