import { runChild } from './child.ts';
import type { ProductSum } from './graph-profile.ts';
import type { Rate } from './shares.ts';

/** The weight of a product, and how many rows it is multiplied with. */
export interface GemmShape {
  readonly inner: number;
  readonly columns: number;
  readonly rows: readonly number[];
}

export interface RatesOptions {
  readonly shapes: readonly GemmShape[];
  readonly threads: number | undefined;
}

/** Numbers of rows that rates are measured at. */
const ROWS = [1, 4, 16, 64, 128, 192, 256, 512];
/** From here on a product is one of a layer, with all rows of a pack. */
const LAYER_ROWS = 64;

/** The shapes to measure for some products: for those of layers every pack size, else what is next to the rows that they have. */
export function shapesOf(products: readonly ProductSum[]): readonly GemmShape[] {
  const shapes = new Map<string, { inner: number; columns: number; rows: Set<number> }>();
  for (const { inner, columns, rows } of products) {
    const key = `${inner} ${columns}`;
    const shape = shapes.get(key) ?? { inner, columns, rows: new Set() };
    shapes.set(key, shape);
    shape.rows.add(nearest(rows));
    if (rows >= LAYER_ROWS) for (const size of ROWS) if (size >= LAYER_ROWS) shape.rows.add(size);
  }
  return [...shapes.values()].map(({ inner, columns, rows }) => ({
    inner,
    columns,
    rows: [...rows].toSorted((a, b) => a - b),
  }));
}

function nearest(rows: number): number {
  const away = (size: number): number => Math.abs(Math.log(size / rows));
  return ROWS.reduce((best, size) => (away(size) < away(best) ? size : best));
}

/** The machine's own rates of products of these shapes, in every kind of numbers. Throws ChildFault. */
export async function measureRates(options: RatesOptions): Promise<readonly Rate[]> {
  const { result } = await runChild(new URL('rates-process.ts', import.meta.url), options);
  return result as readonly Rate[];
}
