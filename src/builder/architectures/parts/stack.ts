import type { GraphBuilder } from '../../graph/graph.ts';
import { createGraph } from '../../graph/graph.ts';
import type { DecoderModel, DecoderSizes } from '../architecture.ts';
import type { DecoderInputs, SequenceInputs } from './decoder.ts';
import { decoderInputs, lastPosition, outputLogits, sequenceInputs } from './decoder.ts';
import { linear } from './linear.ts';

interface StackSizes extends DecoderSizes {
  readonly hidden: number;
  /** Whether the embedding is the output matrix too. */
  readonly tied: boolean;
}

/** Where a checkpoint keeps the layers that every decoder has. */
export interface StackNames {
  readonly embedding: string;
  readonly head: string;
  /** Whether something is added to the logits; nothing by default. */
  readonly headBias?: boolean;
}

/** What a family does to the rows [batch * sequence, hidden] on their way; each gives values of the same shape. */
export interface StackParts {
  /** Right after the embedding. */
  readonly embedded?: (x: string) => string;
  readonly block: (x: string, layer: number) => string;
  /** Before the output matrix, of the last positions only. */
  readonly norm: (x: string) => string;
  /** Right after the output matrix, [batch, vocabulary]. */
  readonly logits?: ((x: string) => string) | undefined;
}

/** A decoder: embedding, blocks, norm, output matrix, the last being the embedding where the two are tied. */
export function decoderStack(
  sizes: StackSizes,
  names: StackNames,
  parts: (graph: GraphBuilder, inputs: DecoderInputs) => StackParts,
): DecoderModel {
  const graph = createGraph();
  const inputs = decoderInputs(graph, sizes);
  const wanted = (state: string): string =>
    graph.node('Gather', 'wanted', [state, inputs.logitRows], { ints: { axis: 0 } });
  return finished(graph, inputs, { sizes, names, parts: parts(graph, inputs), wanted });
}

/** A decoder whose first tokens see the later ones, so that it takes whole sequences and nothing of one can be reused. */
export function wholeSequenceStack(
  sizes: StackSizes,
  names: StackNames,
  parts: (graph: GraphBuilder, inputs: SequenceInputs) => StackParts,
): DecoderModel {
  const graph = createGraph();
  const inputs = sequenceInputs(graph);
  const wanted = (state: string): string => lastPosition(graph, state, inputs);
  return {
    ...finished(graph, inputs, { sizes, names, parts: parts(graph, inputs), wanted }),
    prefixReuse: false,
  };
}

interface Stack {
  readonly sizes: StackSizes;
  readonly names: StackNames;
  readonly parts: StackParts;
  /** The rows of the state whose logits are wanted. */
  readonly wanted: (state: string) => string;
}

function finished(
  graph: GraphBuilder,
  inputs: SequenceInputs,
  { sizes, names, parts, wanted }: Stack,
): DecoderModel {
  const { vocabSize, contextLength, layers, kvHeads, headDim, lengthBorder, hidden, tied } = sizes;
  const { embedded = unchanged, block, norm, logits = unchanged } = parts;
  const embedding = graph.tensor(`${names.embedding}.weight`, [vocabSize, hidden]);
  let state = embedded(graph.node('Gather', names.embedding, [embedding, inputs.ids], { ints: { axis: 0 } }));
  const layerRows: string[] = [];
  for (let layer = 0; layer < layers; layer += 1) {
    state = block(state, layer);
    layerRows.push(state);
  }
  const head = linear(graph, norm(wanted(state)), {
    name: names.head,
    weight: `${tied ? names.embedding : names.head}.weight`,
    inputs: hidden,
    outputs: vocabSize,
    bias: names.headBias ?? false,
  });
  outputLogits(graph, logits(head), vocabSize);
  const redundant = tied ? [`${names.head}.weight`] : [];
  const numbers = { vocabSize, contextLength, layers, kvHeads, headDim, lengthBorder };
  return { ...numbers, prefixReuse: true, redundant, layerRows, graph: graph.finish() };
}

function unchanged(x: string): string {
  return x;
}
