import type { ByteSource } from '../../bytes/byte-source.ts';
import { FormatError } from '../../errors.ts';
import { bounded } from './limits.ts';

/** Bytes read ahead at once while the header is parsed value by value. */
const WINDOW_BYTES = 1024 * 1024;

/** Reads little-endian values one after the other; what lies beyond the source's end is a FormatError. */
export interface Cursor {
  position(): number;
  remaining(): number;
  /** View over the next `size` bytes, which the cursor passes. */
  take(size: number): DataView;
  u32(): number;
  /** Throws FormatError where the number is above `limit`. */
  count(what: string, limit: number): number;
  text(what: string, limit: number): string;
}

/** A cursor at byte `start` of a source; `path` is for messages. */
export function cursorOver(path: string, source: ByteSource, start = 0): Cursor {
  // A token may begin with U+FEFF, which is not a byte order mark there.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let position = start;
  let windowStart = 0;
  let bytes: Uint8Array = new Uint8Array();

  function take(size: number): DataView {
    if (position + size > source.length) {
      throw new FormatError(
        `${path} is cut short: its header goes on after the last of its ${source.length} bytes; download it again`,
      );
    }
    if (position + size > windowStart + bytes.length) {
      bytes = source.slice(position, Math.min(source.length, position + Math.max(size, WINDOW_BYTES)));
      windowStart = position;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset + position - windowStart, size);
    position += size;
    return view;
  }

  function count(what: string, limit: number): number {
    return bounded(what, Number(take(8).getBigUint64(0, true)), limit);
  }

  return {
    position: () => position,
    remaining: () => source.length - position,
    take,
    u32: () => take(4).getUint32(0, true),
    count,
    text(what, limit) {
      const room = Math.max(0, source.length - position - 8);
      const length = count(`The length of ${what}`, Math.min(limit, room));
      return decoder.decode(take(length));
    },
  };
}
