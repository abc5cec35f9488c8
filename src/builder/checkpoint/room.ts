/**
 * Memory that pieces of tensors are read into, each in the place of the one before: taking new memory for each costs more
 * than reading into it.
 */
export interface Room {
  /** Room for so many bytes, which starts a buffer. */
  bytes(count: number): Uint8Array;
  values(count: number): Float32Array;
}

export function createRoom(): Room {
  let bytes = new Uint8Array();
  let values = new Float32Array();
  return {
    bytes(count) {
      if (bytes.length < count) bytes = new Uint8Array(count);
      return bytes.subarray(0, count);
    },
    values(count) {
      if (values.length < count) values = new Float32Array(count);
      return values.subarray(0, count);
    },
  };
}
