import type { Cursor } from '../cursor.ts';
import { MAX_PICKLE_TEXT_BYTES, bounded } from '../limits.ts';

/** One byte that follows an instruction. */
export function byte(cursor: Cursor): number {
  return cursor.take(1).getUint8(0);
}

/** A text of so many bytes. Throws FormatError where that is more than a checkpoint needs. */
export function text(cursor: Cursor, length: number): string {
  const view = cursor.take(bounded('The length of a text in the pickle', length, MAX_PICKLE_TEXT_BYTES));
  return new TextDecoder().decode(view);
}

/** Longest line of a GLOBAL: a module's or a function's name. */
const MAX_LINE = 1000;

/** A name that ends with its line. */
export function line(cursor: Cursor): string {
  let name = '';
  for (let code = byte(cursor); code !== 0x0a; code = byte(cursor)) {
    name += String.fromCodePoint(code);
    bounded('The length of a name in the pickle', name.length, MAX_LINE);
  }
  return name;
}

/** A whole number after its length in bytes: two's complement, little-endian. */
export function longInteger(cursor: Cursor): number | bigint {
  const view = cursor.take(byte(cursor));
  let value = 0n;
  for (let index = view.byteLength - 1; index >= 0; index -= 1) {
    value = value * 256n + BigInt(view.getUint8(index));
  }
  const signed = BigInt.asIntN(8 * view.byteLength, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}
