import type { GraphBuilder, ValueInfo } from '../../graph/graph.ts';
import type { DecoderSizes } from '../architecture.ts';

/**
 * Added to the scores of keys that a query must not see: so far below every real score that exp gives exactly 0, yet
 * finite, so that the rows of padding, which see nothing, become no NaN.
 */
const MASKED = -1e30;

/** Values that every layer reads. */
export interface DecoderInputs {
  /** Token ids, int64 [batch * sequence]. */
  readonly ids: string;
  /** Positions, int64 [batch, sequence]. */
  readonly positions: string;
  /** Added to attention scores, float32 [batch, 1, sequence, total]. */
  readonly mask: string;
  /** The shape [batch, sequence, -1], for turning rows back into sequences. */
  readonly batchShape: string;
  past(layer: number): { readonly key: string; readonly value: string };
}

/**
 * Declares what the decoder takes and gives, under the names that transformers.js and the Hugging Face ONNX exports use:
 * input_ids, attention_mask (1 for tokens, 0 for left padding; over past and new positions), position_ids, the cache.
 */
export function decoderInputs(graph: GraphBuilder, sizes: DecoderSizes): DecoderInputs {
  const input = (name: string, length: string): string =>
    graph.input({ name, type: 'int64', shape: ['batch', length] });
  const ids = input('input_ids', 'sequence');
  const attentionMask = input('attention_mask', 'total_sequence');
  const positions = input('position_ids', 'sequence');
  for (const kind of cacheEntries(sizes)) {
    graph.input(cacheInfo(`past_key_values.${kind}`, 'past_sequence', sizes));
    graph.output(cacheInfo(`present.${kind}`, 'total_sequence', sizes));
  }
  const shape = graph.node('Shape', 'input_shape', [ids]);
  return {
    ids: graph.node('Reshape', 'flat_ids', [ids, graph.int64([-1])]),
    positions,
    mask: attentionBias(graph, ids, attentionMask),
    batchShape: graph.node('Concat', 'batch_shape', [shape, graph.int64([-1])], { ints: { axis: 0 } }),
    past: (layer) => ({ key: `past_key_values.${layer}.key`, value: `past_key_values.${layer}.value` }),
  };
}

/** The last position's hidden state of each sequence: rows [batch * sequence, hidden] to [batch, hidden]. */
export function lastPosition(graph: GraphBuilder, hidden: string, inputs: DecoderInputs): string {
  const sequences = graph.node('Reshape', 'last.sequences', [hidden, inputs.batchShape]);
  return graph.node('Gather', 'last', [sequences, graph.int64(-1)], { ints: { axis: 1 } });
}

/** Makes logits of shape [batch, vocabulary] the graph's output [batch, 1, vocabulary]. */
export function outputLogits(graph: GraphBuilder, logits: string, vocabSize: number): void {
  graph.node('Unsqueeze', 'logits', [logits, graph.int64([1])]);
  graph.output({ name: 'logits', type: 'float32', shape: ['batch', 1, vocabSize] });
}

function cacheEntries({ layers }: DecoderSizes): string[] {
  return Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
}

function cacheInfo(name: string, length: string, { kvHeads, headDim }: DecoderSizes): ValueInfo {
  return { name, type: 'float32', shape: ['batch', kvHeads, length, headDim] };
}

/** 0 where query i (at past + i) may see key j, that is j <= past + i and attention_mask[b, j] is 1; `MASKED` elsewhere. */
function attentionBias(graph: GraphBuilder, ids: string, attentionMask: string): string {
  const size = (name: string, value: string): string => {
    const length = graph.node('Shape', `${name}.shape`, [value], { ints: { start: 1, end: 2 } });
    return graph.node('Squeeze', name, [length]);
  };
  const total = size('mask.total', attentionMask);
  const past = graph.node('Sub', 'mask.past', [total, size('mask.sequence', ids)]);
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
