import type { ExportConfig } from './config.ts';
import type { GraphInterface, GraphValue } from './graph-interface.ts';

/** Sizes that decide what a graph takes in memory, as far as it and its configuration say them. */
export interface GraphShape {
  /** Rows of the output matrix: the width of the logits. */
  readonly vocabSize: number | null;
  /** Bytes of one token's keys and values in all layers; 0 without caches. */
  readonly tokenCache: number | null;
  /** Bytes of the logits of one token, where those of all are given, and not of the last alone. */
  readonly tokenLogits: number;
}

/** Bytes of a value by the format's number of its element type, for those that caches and logits have. */
const WIDTHS: Readonly<Record<number, number>> = { 1: 4, 10: 2, 16: 2 };

/** Reads the sizes of a graph. */
export function graphShape(
  { inputs, outputs }: GraphInterface,
  config: Pick<ExportConfig, 'kvHeads' | 'headDim' | 'names'>,
): GraphShape {
  const logits = outputs.find(({ name }) => name === config.names.logits);
  const vocabSize = logits?.shape.at(-1) ?? null;
  const lastAlone = logits?.shape.at(-2) === 1 || inputs.some(({ name }) => name === 'num_logits_to_keep');
  return {
    vocabSize,
    tokenCache: sum(inputs.filter(isCache).map((one) => cacheBytes(one, config))),
    tokenLogits: lastAlone ? 0 : (vocabSize ?? 0) * (WIDTHS[logits?.type ?? 0] ?? 0),
  };
}

/** Caches are the only inputs that are no whole numbers. */
function isCache({ type, shape }: GraphValue): boolean {
  return shape.length === 4 && type in WIDTHS;
}

/** Of one token: [batch, heads, tokens, width]. */
function cacheBytes(
  { type, shape: [, heads, , width] }: GraphValue,
  { kvHeads, headDim }: Pick<ExportConfig, 'kvHeads' | 'headDim'>,
): number | null {
  const [rows, columns] = [heads ?? kvHeads, width ?? headDim];
  return rows === undefined || columns === undefined ? null : rows * columns * (WIDTHS[type] ?? 0);
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((all, one) => (all === null || one === null ? null : all + one), 0);
}
