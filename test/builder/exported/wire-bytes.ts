/** Bytes of the protobuf format, made by hand: as its specification has them (protobuf.dev, Encoding). */
export function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

/** What stands before a field's content. */
export function tag(number: number, kind: number): number[] {
  return varint(number * 8 + kind);
}

/** A length-delimited field. */
export function field(number: number, content: Iterable<number>): number[] {
  const bytes = [...content];
  return [...tag(number, 2), ...varint(bytes.length), ...bytes];
}

export function text(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}
