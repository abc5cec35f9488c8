import type { GraphBuilder } from '../../graph/graph.ts';

/** The two branches of a block, each with its norm. */
export interface Branches {
  readonly attend: (x: string) => string;
  readonly feed: (x: string) => string;
}

/** Adds `h = x + attend(x)` and `h + feed(h)`. */
export function sequential(
  graph: GraphBuilder,
  block: string,
  x: string,
  { attend, feed }: Branches,
): string {
  const attended = graph.node('Add', `${block}.attended`, [x, attend(x)]);
  return graph.node('Add', `${block}.fed`, [attended, feed(attended)]);
}

/** Adds `x + attend(x) + feed(x)`. */
export function parallel(graph: GraphBuilder, block: string, x: string, { attend, feed }: Branches): string {
  const branches = graph.node('Add', `${block}.branches`, [attend(x), feed(x)]);
  return graph.node('Add', `${block}.joined`, [x, branches]);
}
