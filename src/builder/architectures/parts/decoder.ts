import { LOGIT_ROWS } from '../../../model-folder.ts';
import type { GraphBuilder, ValueInfo } from '../../graph/graph.ts';
import type { DecoderSizes } from '../architecture.ts';

/** What the layers of every decoder read. */
export interface SequenceInputs {
  /** Token ids, int64 [batch * sequence]. */
  readonly ids: string;
  /** The same ids, int64 [batch, sequence]. */
  readonly idRows: string;
  /** The shape [batch, sequence, -1], for turning rows back into sequences. */
  readonly batchShape: string;
  /** Keys and values of the tokens before, or null where a graph takes whole sequences only. */
  past(layer: number): { readonly key: string; readonly value: string } | null;
}

/** What those read that go on with a sequence after the tokens that their cache covers. */
export interface DecoderInputs extends SequenceInputs {
  /** Positions, int64 [batch, sequence]. */
  readonly positions: string;
  /**
   * Over past and new positions, int64 [batch, total]: 0 for left padding, 1 for tokens that all later ones may see, and above
   * that a number for the tokens of each question of a pack, which see those of 1 and their own.
   */
  readonly attentionMask: string;
  /** The rows of [batch * sequence] whose logits are wanted, int64 [rows]. */
  readonly logitRows: string;
  /** Tokens of each whole sequence, int64 [batch]; null where nothing depends on them. */
  readonly lengths: string | null;
}

/**
 * Declares what the decoder takes and gives, under the names that transformers.js and the Hugging Face ONNX exports use:
 * input_ids, attention_mask, position_ids, the cache; and ours: logit_rows, and final_length where the sizes have a
 * `lengthBorder`.
 */
export function decoderInputs(graph: GraphBuilder, sizes: DecoderSizes): DecoderInputs {
  const sequence = sequenceInputs(graph);
  const attentionMask = rowsOf(graph, 'attention_mask', 'total_sequence');
  const positions = rowsOf(graph, 'position_ids', 'sequence');
  for (const kind of cacheEntries(sizes)) {
    graph.input(cacheInfo(`past_key_values.${kind}`, 'past_sequence', sizes));
    graph.output(cacheInfo(`present.${kind}`, 'total_sequence', sizes));
  }
  const logitRows = graph.input({ name: LOGIT_ROWS, type: 'int64', shape: ['rows'] });
  const lengths = sizes.lengthBorder === undefined ? null : wholeLengths(graph, positions);
  return {
    ...sequence,
    positions,
    attentionMask,
    logitRows,
    lengths,
    past: (layer) => ({ key: `past_key_values.${layer}.key`, value: `past_key_values.${layer}.value` }),
  };
}

/** Declares the only input of a decoder that takes whole sequences, without padding: input_ids. */
export function sequenceInputs(graph: GraphBuilder): SequenceInputs {
  const idRows = rowsOf(graph, 'input_ids', 'sequence');
  const shape = graph.node('Shape', 'input_shape', [idRows]);
  return {
    ids: graph.node('Reshape', 'flat_ids', [idRows, graph.int64([-1])]),
    idRows,
    batchShape: graph.node('Concat', 'batch_shape', [shape, graph.int64([-1])], { ints: { axis: 0 } }),
    past: () => null,
  };
}

function rowsOf(graph: GraphBuilder, name: string, length: string): string {
  return graph.input({ name, type: 'int64', shape: ['batch', length] });
}

/**
 * The tokens so far (those of the longest question of a pack), or those that the caller says a sequence will have once later
 * calls have added to it: the first tokens' keys and values of every layer may depend on them already.
 */
function wholeLengths(graph: GraphBuilder, positions: string): string {
  const announced = graph.input({ name: 'final_length', type: 'int64', shape: ['batch'] });
  const last = graph.node('ReduceMax', 'length.last', [positions, graph.int64([1])], {
    ints: { keepdims: 0 },
  });
  const seen = graph.node('Add', 'length.seen', [last, graph.int64(1)]);
  return graph.node('Max', 'length.whole', [seen, announced]);
}

/** The last position's hidden state of each sequence: rows [batch * sequence, hidden] to [batch, hidden]. */
export function lastPosition(graph: GraphBuilder, hidden: string, inputs: SequenceInputs): string {
  const sequences = graph.node('Reshape', 'last.sequences', [hidden, inputs.batchShape]);
  return graph.node('Gather', 'last', [sequences, graph.int64(-1)], { ints: { axis: 1 } });
}

/** Makes logits of shape [rows, vocabulary] the graph's output [rows, 1, vocabulary]. */
export function outputLogits(graph: GraphBuilder, logits: string, vocabSize: number): void {
  graph.node('Unsqueeze', 'logits', [logits, graph.int64([1])]);
  graph.output({ name: 'logits', type: 'float32', shape: ['rows', 1, vocabSize] });
}

function cacheEntries({ layers }: DecoderSizes): string[] {
  return Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
}

function cacheInfo(name: string, length: string, { kvHeads, headDim }: DecoderSizes): ValueInfo {
  return { name, type: 'float32', shape: ['batch', kvHeads, length, headDim] };
}
