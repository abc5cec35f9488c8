import { FormatError } from '../../../errors.ts';
import { valueCount } from '../checkpoint.ts';
import { elementBytes } from '../element-types.ts';
import { MAX_REPEATED_VALUES, bounded } from '../limits.ts';
import type { PickleValue, StorageRef, TensorView } from './values.ts';

/** Where the bytes of a storage lie in its file. */
export interface Placed {
  readonly start: number;
  readonly bytes: number;
}

/** A file of `torch.save`, read as data. */
export interface Saved {
  readonly root: PickleValue;
  /** Throws FormatError where the file has no such storage. */
  place(storage: StorageRef): Placed;
}

/** The place of a tensor's storage. Throws FormatError where that is cut short, or the view reaches beyond it. */
export function checkedPlace(what: string, tensor: TensorView, saved: Saved): Placed {
  const { storage, dtype, shape, stride, offset } = tensor;
  const place = saved.place(storage);
  const stored = storage.count * (storage.dtype === null ? 1 : elementBytes(storage.dtype));
  if (stored > place.bytes)
    throw new FormatError(`${what} has a storage of ${stored} bytes, of which the file has ${place.bytes}`);
  if (shape.length !== stride.length)
    throw new FormatError(`${what} has ${shape.length} dimensions and ${stride.length} strides`);
  const values = valueCount(shape);
  if (values === 0) return place;
  const size = elementBytes(dtype);
  let last = offset;
  for (const [axis, length] of shape.entries())
    last += (length - 1) * bounded(`A stride of ${what}`, stride[axis] ?? 0, Number.MAX_SAFE_INTEGER);
  bounded(`The last byte of ${what}`, (last + 1) * size, stored);
  if (values * size > stored)
    bounded(`The number of values of ${what}, which repeats stored ones,`, values, MAX_REPEATED_VALUES);
  return place;
}
