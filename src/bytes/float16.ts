let table: Float32Array | undefined;

/** The value of an IEEE float16 bit pattern, from a table of all 65536. */
export function float16(bits: number): number {
  table ??= Float32Array.from({ length: 65_536 }, (_, pattern) => decodeHalf(pattern));
  return table[bits] ?? Number.NaN;
}

function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
