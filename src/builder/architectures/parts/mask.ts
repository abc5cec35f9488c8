import type { GraphBuilder } from '../../graph/graph.ts';
import type { DecoderInputs } from './decoder.ts';

/**
 * Added to the scores of keys that a query must not see: so far below every real score that exp gives exactly 0, yet
 * finite, so that the rows of padding, which see nothing, become no NaN.
 */
export const MASKED = -1e30;

/**
 * Adds the mask of causal attention, float32 [batch, 1, sequence, total]: 0 where query i (at past + i) may see key j,
 * `MASKED` elsewhere. It may where j <= past + i and attention_mask says so (see `DecoderInputs`). With a window, a query sees
 * itself and the window - 1 tokens before it. Add each distinct mask once; layers share it.
 */
export function causalMask(graph: GraphBuilder, inputs: DecoderInputs, window: number | null = null): string {
  const name = window === null ? 'mask' : `mask.${window}`;
  const total = length(graph, `${name}.total`, inputs.attentionMask);
  const past = graph.node('Sub', `${name}.past`, [
    total,
    length(graph, `${name}.sequence`, inputs.positions),
  ]);
  const range = (which: string, start: string): string =>
    graph.node('Range', `${name}.${which}`, [start, total, graph.int64(1)]);
  const keys = range('keys', graph.int64(0));
  const queries = graph.node('Unsqueeze', `${name}.queries`, [range('query_range', past), graph.int64([1])]);
  const both = (which: string, a: string, b: string): string => graph.node('And', `${name}.${which}`, [a, b]);
  const causal = graph.node('LessOrEqual', `${name}.causal`, [keys, queries]);
  const visible = both('visible', causal, ownOrShared(graph, inputs, name));
  const seen = window === null ? visible : both('near', visible, near(graph, inputs, name, window));
  return graph.node('Where', name, [seen, graph.float32(0), graph.float32(MASKED)]);
}

/** Whether a key is of all questions, or of the query's own: [batch, 1, sequence, total]. */
function ownOrShared(graph: GraphBuilder, inputs: DecoderInputs, name: string): string {
  const columns = graph.node('Unsqueeze', `${name}.of_keys`, [inputs.attentionMask, graph.int64([1, 2])]);
  const own = part(graph, inputs, { name: `${name}.now`, before: false });
  const rows = graph.node('Unsqueeze', `${name}.of_queries`, [own, graph.int64([1, 3])]);
  const shared = graph.node('Equal', `${name}.shared`, [columns, graph.int64(1)]);
  const same = graph.node('Equal', `${name}.own`, [columns, rows]);
  return graph.node('Or', `${name}.own_or_shared`, [shared, same]);
}

/** Whether a key's position is among the `window` that end with the query's: [batch, 1, sequence, total]. */
function near(graph: GraphBuilder, inputs: DecoderInputs, name: string, window: number): string {
  const keys = graph.node('Unsqueeze', `${name}.key_rows`, [
    keyPositions(graph, inputs, name),
    graph.int64([1, 2]),
  ]);
  const first = graph.node('Sub', `${name}.before`, [inputs.positions, graph.int64(window)]);
  const columns = graph.node('Unsqueeze', `${name}.before_columns`, [first, graph.int64([1, 3])]);
  return graph.node('Greater', `${name}.after`, [keys, columns]);
}

/** The position of each key, int64 [batch, total]: counted over the tokens before, and as given for the new ones. */
export function keyPositions(
  graph: GraphBuilder,
  inputs: Pick<DecoderInputs, 'attentionMask' | 'positions'>,
  name: string,
): string {
  const before = part(graph, inputs, { name: `${name}.past_mask`, before: true });
  const count = graph.node('CumSum', `${name}.count`, [before, graph.int64(1)]);
  const counted = graph.node('Sub', `${name}.counted`, [count, graph.int64(1)]);
  return graph.node('Concat', `${name}.key_positions`, [counted, inputs.positions], { ints: { axis: 1 } });
}

/** attention_mask of the tokens before, [batch, past], or of the new ones, [batch, sequence]. */
function part(
  graph: GraphBuilder,
  { attentionMask, positions }: Pick<DecoderInputs, 'attentionMask' | 'positions'>,
  { name, before }: { readonly name: string; readonly before: boolean },
): string {
  const sequence = graph.node('Shape', `${name}.sequence`, [positions], { ints: { start: 1, end: 2 } });
  const border = graph.node('Neg', `${name}.border`, [sequence]);
  const [from, to] = before ? [graph.int64([0]), border] : [border, graph.int64([END])];
  return graph.node('Slice', name, [attentionMask, from, to, graph.int64([1])]);
}

/** Beyond every sequence: where a slice ends that goes to the end. */
const END = 2 ** 31 - 1;

/** The second dimension of a value of shape [batch, length]. */
function length(graph: GraphBuilder, name: string, value: string): string {
  const size = graph.node('Shape', `${name}.shape`, [value], { ints: { start: 1, end: 2 } });
  return graph.node('Squeeze', name, [size]);
}
