import type { ValueRange } from '../checkpoint.ts';
import { CHUNK_VALUES, valueCount } from '../checkpoint.ts';

/** One dimension of a view. */
interface Axis {
  readonly size: number;
  /** Elements of the storage from one index to the next. */
  readonly step: number;
}

/** Elements of a storage that a view sees. */
export interface View {
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** Values of the storage from element `start` to `end` (exclusive). */
export type ReadElements = (start: number, end: number) => Float32Array;

/** Most elements that are read and held at a time where they lie apart: the more, the longer the runs. */
const GATHERED_VALUES = 16 * CHUNK_VALUES;

/** From this distance of neighbouring values on, each is read by itself instead of with what lies between. */
const SPARSE_STEP = 32;

/**
 * A range of a view's values in row-major order, in chunks: of `CHUNK_VALUES` where they lie together in the storage, and
 * of `GATHERED_VALUES` at most whatever the strides.
 */
export function* readView(view: View, range: ValueRange, read: ReadElements): Generator<Float32Array> {
  const axes = mergedAxes(view);
  const room = axes.length === 1 && axes[0]?.step === 1 ? CHUNK_VALUES : GATHERED_VALUES;
  let at = range.start;
  while (at < range.end) {
    const box = boxAt(axes, at, Math.min(room, range.end - at));
    yield gather(view.offset + box.start, box.axes, read);
    at += valueCount(box.axes.map(({ size }) => size));
  }
}

/** The view's dimensions, those that follow each other without a gap as one: a whole tensor is then one run. */
function mergedAxes({ shape, stride }: View): Axis[] {
  const axes: Axis[] = [];
  for (const [index, size] of shape.entries()) {
    const step = stride[index] ?? 0;
    const outer = axes.at(-1);
    if (size === 1) continue;
    if (outer !== undefined && outer.step === size * step)
      axes.splice(-1, 1, { size: outer.size * size, step });
    else axes.push({ size, step });
  }
  return axes.length === 0 ? [{ size: 1, step: 1 }] : axes;
}

/** The largest box that starts at value `at` in row-major order and has at most `room` values. */
function boxAt(axes: readonly Axis[], at: number, room: number): { start: number; axes: Axis[] } {
  let inner = 1; // values in one index of the axis
  let first: Axis = { size: 1, step: 1 };
  let depth = axes.length;
  for (let index = axes.length - 1; index >= 0; index -= 1) {
    const axis = axes[index] ?? first;
    if (at % inner !== 0 || inner > room) break;
    const position = Math.floor(at / inner) % axis.size;
    first = { size: Math.min(axis.size - position, Math.floor(room / inner)), step: axis.step };
    depth = index;
    inner *= axis.size;
  }
  return { start: elementOf(axes, at), axes: [first, ...axes.slice(depth + 1)] };
}

/** The element, counted from the view's first, that holds value `at`. */
function elementOf(axes: readonly Axis[], at: number): number {
  let rest = at;
  let element = 0;
  for (const { size, step } of axes.toReversed()) {
    element += (rest % size) * step;
    rest = Math.floor(rest / size);
  }
  return element;
}

/** The values of a box in row-major order, read in runs along the axis whose values lie nearest to each other. */
function gather(start: number, axes: readonly Axis[], read: ReadElements): Float32Array {
  const only = axes[0];
  if (axes.length === 1 && only?.step === 1) return read(start, start + only.size);
  const sizes = axes.map(({ size }) => size);
  const strides = axes.map((_, index) => valueCount(sizes.slice(index + 1)));
  const values = new Float32Array(valueCount(sizes));
  const along = nearestAxis(axes);
  const run = axes[along] ?? { size: 1, step: 1 };
  const outStep = strides[along] ?? 1;
  const counter = sizes.map(() => 0);
  for (let runs = values.length / run.size; runs > 0; runs -= 1) {
    let element = start;
    let out = 0;
    for (const [index, { step }] of axes.entries()) {
      element += (counter[index] ?? 0) * step;
      out += (counter[index] ?? 0) * (strides[index] ?? 1);
    }
    copyRun(read, element, run, { values, start: out, step: outStep });
    advance(counter, sizes, along);
  }
  return values;
}

function nearestAxis(axes: readonly Axis[]): number {
  let best = axes.length - 1;
  for (const [index, { step }] of axes.entries()) {
    const known = axes[best]?.step ?? 0;
    if (step > 0 && (known === 0 || step < known)) best = index;
  }
  return best;
}

interface Target {
  readonly values: Float32Array;
  readonly start: number;
  readonly step: number;
}

/** Copies the values of a run to every `step`th place of the target. */
function copyRun(read: ReadElements, start: number, { size, step }: Axis, target: Target): void {
  const together = step === 0 ? size : step > SPARSE_STEP ? 1 : Math.floor(GATHERED_VALUES / step);
  const { values } = target;
  for (let index = 0; index < size; index += together) {
    const count = Math.min(together, size - index);
    const from = start + index * step;
    const elements = read(from, from + (count - 1) * step + 1);
    const first = target.start + index * target.step;
    for (let item = 0; item < count; item += 1)
      values[first + item * target.step] = elements[item * step] ?? 0;
  }
}

/** Steps to the next indices of all axes but one. */
function advance(counter: number[], sizes: readonly number[], except: number): void {
  for (let index = counter.length - 1; index >= 0; index -= 1) {
    if (index === except) continue;
    const next = (counter[index] ?? 0) + 1;
    counter[index] = next < (sizes[index] ?? 1) ? next : 0;
    if (next < (sizes[index] ?? 1)) return;
  }
}
