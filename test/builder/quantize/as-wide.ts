import { vi } from 'vitest';
import * as precisions from '../../../src/builder/quantize/int8-precision.ts';

/** Wide enough that `int8` has products of one part. */
const WIDE = 4096;

/** What `work` builds in int8 is built as a model with a wide hidden state is. */
export async function asWide<T>(work: () => T | Promise<T>): Promise<T> {
  const { int8Precision } = precisions;
  const spy = vi
    .spyOn(precisions, 'int8Precision')
    .mockImplementation((precision) => int8Precision(precision, WIDE));
  try {
    return await work();
  } finally {
    spy.mockRestore();
  }
}
