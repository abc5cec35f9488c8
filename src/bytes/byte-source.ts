import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { FormatError, InputError } from '../errors.ts';

/** Bytes of known length that can be read piece by piece. */
export interface ByteSource {
  readonly length: number;
  /**
   * Bytes `start` (inclusive) to `end` (exclusive), which a file puts into `room` where that is given and large enough.
   * Throws FormatError where they reach beyond the source.
   */
  slice(start: number, end: number, room?: Uint8Array): Uint8Array;
  close(): void;
}

/** Bytes that a reader takes at once; from here on a larger piece reads no faster. */
export const CHUNK_BYTES = 16 * 1024 * 1024;

/** A source over bytes in memory; its slices are views, which may be unaligned. */
export function bufferSource(bytes: Uint8Array, name = 'buffer'): ByteSource {
  return {
    length: bytes.length,
    slice(start, end) {
      checkRange(name, bytes.length, start, end);
      return bytes.subarray(start, end);
    },
    close() {},
  };
}

/**
 * A source over a file, read at positions in chunks (one read call stops at 2 GiB, files here are larger).
 * Each slice is a copy that starts its own buffer, fresh unless there is room for it. Throws InputError where the file can't be opened or read.
 */
export function fileSource(path: string): ByteSource {
  const descriptor = openForReading(path);
  const { size } = fstatSync(descriptor);
  return {
    length: size,
    slice(start, end, room) {
      checkRange(path, size, start, end);
      const wanted = end - start;
      const bytes =
        room !== undefined && room.length >= wanted ? room.subarray(0, wanted) : new Uint8Array(wanted);
      let done = 0;
      while (done < wanted) {
        const count = readSync(descriptor, bytes, done, Math.min(CHUNK_BYTES, wanted - done), start + done);
        if (count === 0) throw new InputError(`${path} became shorter while it was read; start again`);
        done += count;
      }
      return bytes;
    },
    close() {
      closeSync(descriptor);
    },
  };
}

function openForReading(path: string): number {
  try {
    // A pipe would be waited for until somebody writes to it.
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`Can't open ${path}: ${reason}`, { cause: error });
  }
  throw new InputError(`${path} is not a file`);
}

function checkRange(name: string, length: number, start: number, end: number): void {
  const valid = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end;
  if (valid && end <= length) return;
  throw new FormatError(
    `${name} is cut short or damaged: bytes ${start} to ${end} of ${length} are asked for`,
  );
}
