import type { GraphBuilder } from '../../graph/graph.ts';
import type { DecoderInputs } from './decoder.ts';

/**
 * Added to the scores of keys that a query must not see: so far below every real score that exp gives exactly 0, yet
 * finite, so that the rows of padding, which see nothing, become no NaN.
 */
const MASKED = -1e30;

/**
 * Adds the mask of causal attention, float32 [batch, 1, sequence, total]: 0 where query i (at past + i) may see key j,
 * that is j <= past + i and attention_mask[b, j] is 1; `MASKED` elsewhere.
 */
export function causalMask(graph: GraphBuilder, { positions, attentionMask }: DecoderInputs): string {
  const total = length(graph, 'mask.total', attentionMask);
  const past = graph.node('Sub', 'mask.past', [total, length(graph, 'mask.sequence', positions)]);
  const range = (name: string, start: string): string =>
    graph.node('Range', name, [start, total, graph.int64(1)]);
  const keys = range('mask.keys', graph.int64(0));
  const queries = graph.node('Unsqueeze', 'mask.queries', [
    range('mask.query_range', past),
    graph.int64([1]),
  ]);
  const causal = graph.node('LessOrEqual', 'mask.causal', [keys, queries]);
  const tokens = graph.node('Equal', 'mask.tokens', [attentionMask, graph.int64(1)]);
  const wide = graph.node('Unsqueeze', 'mask.tokens_wide', [tokens, graph.int64([1, 2])]);
  const visible = graph.node('And', 'mask.visible', [causal, wide]);
  return graph.node('Where', 'mask', [visible, graph.float32(0), graph.float32(MASKED)]);
}

/** The second dimension of a value of shape [batch, length]. */
function length(graph: GraphBuilder, name: string, value: string): string {
  const size = graph.node('Shape', `${name}.shape`, [value], { ints: { start: 1, end: 2 } });
  return graph.node('Squeeze', name, [size]);
}
