import type { ByteSource } from '../../bytes/byte-source.ts';
import { FormatError } from '../../errors.ts';

/** One field of a protobuf message: a number, or a stretch of bytes that may be a message, a text or packed numbers. */
export interface Field {
  readonly number: number;
  /** The number of a varint field (inexact from 2^53 on), 0 for others. */
  readonly value: number;
  /** Where the bytes of a length-delimited field or of one with a fixed size lie; empty for others. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Bytes of a file. */
export type Stretch = Pick<Field, 'start' | 'end'>;

/** Reads protobuf messages out of files of any size, looking only at what is asked for. */
export interface WireReader {
  /** The fields of the message in these bytes, in the file's order. Throws FormatError where they are no message. */
  fields(start: number, end: number): Iterable<Field>;
  /** A short text. */
  text(field: Field): string;
  /** The numbers of a repeated varint field, whichever of its two encodings it has; there may be millions. */
  numbers(field: Field): Iterable<number>;
}

/** Read at once, and the longest name of a tensor or a file; real ones have some hundred bytes. */
const WINDOW_BYTES = 64 * 1024;
const MAX_VARINT_BYTES = 10;

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** A reader over a file; `name` is for messages. */
export function wireReader(source: ByteSource, name: string): WireReader {
  const bytes = byteWindow(source);

  function damaged(at: number, what: string): FormatError {
    return new FormatError(`${name} is no whole ONNX file (${what} at byte ${at}); get it again`);
  }

  function varint(start: number, end: number): { readonly value: number; readonly next: number } {
    let value = 0;
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      if (start + index >= end) throw damaged(start, 'a number that is cut short');
      const byte = bytes.at(start + index);
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { value, next: start + index + 1 };
    }
    throw damaged(start, 'a number that is too long');
  }

  /** A field whose tag has been read, and where the one behind it begins. */
  function content(
    tag: number,
    start: number,
    end: number,
  ): { readonly field: Field; readonly next: number } {
    const field = { number: Math.floor(tag / 8), value: 0, start, end: start };
    const kind = tag % 8;
    if (kind === FIXED_64) return { field: { ...field, end: start + 8 }, next: start + 8 };
    if (kind === FIXED_32) return { field: { ...field, end: start + 4 }, next: start + 4 };
    if (kind !== VARINT && kind !== LENGTH_DELIMITED)
      throw damaged(start, `field ${field.number} of kind ${kind}`);
    const { value, next } = varint(start, end);
    if (kind === VARINT) return { field: { ...field, value }, next };
    return { field: { ...field, start: next, end: next + value }, next: next + value };
  }

  function* fields(start: number, end: number): Iterable<Field> {
    for (let at = start; at < end;) {
      const tag = varint(at, end);
      const { field, next } = content(tag.value, tag.next, end);
      if (next > end) throw damaged(at, `field ${field.number} that is cut short`);
      yield field;
      at = next;
    }
  }

  function* numbers({ value, start, end }: Field): Iterable<number> {
    if (start === end) yield value;
    for (let at = start; at < end;) {
      const read = varint(at, end);
      yield read.value;
      at = read.next;
    }
  }

  return {
    fields,
    numbers,
    text({ start, end }) {
      if (end - start > WINDOW_BYTES) throw damaged(start, `a name of ${end - start} bytes`);
      return bytes.text(start, end);
    },
  };
}

/** Bytes that are near in the file are read together, since names and numbers are a few bytes each. */
function byteWindow(source: ByteSource) {
  const decoder = new TextDecoder();
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = 0;
  const look = (start: number, end: number): void => {
    if (start >= windowStart && end <= windowStart + window.length) return;
    window = source.slice(start, Math.min(Math.max(start + WINDOW_BYTES, end), source.length));
    windowStart = start;
  };
  return {
    at(position: number): number {
      look(position, position + 1);
      return window[position - windowStart] ?? 0;
    },
    text(start: number, end: number): string {
      look(start, end);
      return decoder.decode(window.subarray(start - windowStart, end - windowStart));
    },
  };
}
