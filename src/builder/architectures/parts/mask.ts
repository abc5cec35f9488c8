import type { GraphBuilder } from '../../graph/graph.ts';
import type { DecoderInputs } from './decoder.ts';

/**
 * Added to the scores of keys that a query must not see: so far below every real score that exp gives exactly 0, yet
 * finite, so that the rows of padding, which see nothing, become no NaN.
 */
export const MASKED = -1e30;

/**
 * Adds the mask of causal attention, float32 [batch, 1, sequence, total]: 0 where query i (at past + i) may see key j,
 * that is j <= past + i and attention_mask[b, j] is 1; `MASKED` elsewhere. With a window, a query sees itself and the
 * window - 1 tokens before it. Add each distinct mask once; layers share it.
 */
export function causalMask(graph: GraphBuilder, inputs: DecoderInputs, window: number | null = null): string {
  const name = window === null ? 'mask' : `mask.${window}`;
  const total = length(graph, `${name}.total`, inputs.attentionMask);
  const past = graph.node('Sub', `${name}.past`, [
    total,
    length(graph, `${name}.sequence`, inputs.positions),
  ]);
  const range = (part: string, start: string): string =>
    graph.node('Range', `${name}.${part}`, [start, total, graph.int64(1)]);
  const keys = range('keys', graph.int64(0));
  const queries = graph.node('Unsqueeze', `${name}.queries`, [range('query_range', past), graph.int64([1])]);
  const both = (part: string, a: string, b: string): string => graph.node('And', `${name}.${part}`, [a, b]);
  const causal = graph.node('LessOrEqual', `${name}.causal`, [keys, queries]);
  const tokens = graph.node('Equal', `${name}.tokens`, [inputs.attentionMask, graph.int64(1)]);
  const wide = graph.node('Unsqueeze', `${name}.tokens_wide`, [tokens, graph.int64([1, 2])]);
  const visible = both('visible', causal, wide);
  const seen = window === null ? visible : both('near', visible, near(graph, inputs, name, window));
  return graph.node('Where', name, [seen, graph.float32(0), graph.float32(MASKED)]);
}

/** Whether a key is among the `window` tokens that end with the query, counting tokens alone: [batch, 1, sequence, total]. */
function near(graph: GraphBuilder, inputs: DecoderInputs, name: string, window: number): string {
  const keys = graph.node('Unsqueeze', `${name}.key_rows`, [
    keyPositions(graph, inputs, name),
    graph.int64([1, 2]),
  ]);
  const first = graph.node('Sub', `${name}.before`, [inputs.positions, graph.int64(window)]);
  const columns = graph.node('Unsqueeze', `${name}.before_columns`, [first, graph.int64([1, 3])]);
  return graph.node('Greater', `${name}.after`, [keys, columns]);
}

/** The position of each key among the tokens of its row, int64 [batch, total]; padding counts for none. */
export function keyPositions(
  graph: GraphBuilder,
  { attentionMask }: Pick<DecoderInputs, 'attentionMask'>,
  name: string,
): string {
  const count = graph.node('CumSum', `${name}.count`, [attentionMask, graph.int64(1)]);
  return graph.node('Sub', `${name}.key_positions`, [count, graph.int64(1)]);
}

/** The second dimension of a value of shape [batch, length]. */
function length(graph: GraphBuilder, name: string, value: string): string {
  const size = graph.node('Shape', `${name}.shape`, [value], { ints: { start: 1, end: 2 } });
  return graph.node('Squeeze', name, [size]);
}
