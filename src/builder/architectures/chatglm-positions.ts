import type { GraphBuilder } from '../graph/graph.ts';
import type { SequenceInputs } from './parts/decoder.ts';
import { MASKED } from './parts/mask.ts';

/** Ids that tell where the answer of a ChatGLM begins and what it fills. */
export interface Marks {
  /** `<sop>`: the answer begins with it. */
  readonly start: number;
  /** `[gMASK]` and `[MASK]`: the answer takes the place of the first of the former, else of the latter. */
  readonly gap: number;
  readonly shortGap: number;
}

/** Where the tokens of each sequence are, for 2-D rotary positions, and what they see. */
export interface GlmPositions {
  /** Index in the sequence; from `<sop>` on the index of the gap. Int64 [batch, sequence]. */
  readonly place: string;
  /** 0 up to `<sop>`, which is 1, then 2, 3, ... Int64 [batch, sequence]. */
  readonly block: string;
  /** Everything sees what is before `<sop>`; the rest is causal. Float32 [batch, 1, sequence, sequence]. */
  readonly mask: string;
}

/**
 * Works the positions out from the ids, as the published code for the vocabulary of 130,528 does (modeling_chatglm.py of
 * THUDM/chatglm-6b: get_masks, get_position_ids). A sequence without `<sop>` is all context.
 */
export function glmPositions(graph: GraphBuilder, { idRows }: SequenceInputs, marks: Marks): GlmPositions {
  const is = (name: string, id: number): string => graph.node('Equal', name, [idRows, graph.int64(id)]);
  const count = (name: string, flags: string): string =>
    graph.node('CumSum', name, [asInt64(graph, `${name}.flags`, flags), graph.int64(1)]);
  const starts = count('glm.starts', is('glm.start', marks.start));
  const answer = graph.node('Greater', 'glm.answer', [starts, graph.int64(0)]);
  const index = indices(graph, idRows);
  const gap = gapIndex(graph, is('glm.gap', marks.gap), is('glm.short_gap', marks.shortGap));
  return {
    place: graph.node('Where', 'glm.place', [answer, gap, index]),
    block: count('glm.block', answer),
    mask: prefixMask(graph, answer, index),
  };
}

/** 0, 1, 2, ... int64 [sequence]. */
function indices(graph: GraphBuilder, idRows: string): string {
  const size = graph.node('Shape', 'glm.length.shape', [idRows], { ints: { start: 1, end: 2 } });
  const length = graph.node('Squeeze', 'glm.length', [size]);
  return graph.node('Range', 'glm.index', [graph.int64(0), length, graph.int64(1)]);
}

/** Index of the first gap, or of the first short gap where there is none, int64 [batch, 1]. */
function gapIndex(graph: GraphBuilder, gap: string, shortGap: string): string {
  const twice = graph.node('Mul', 'glm.gap.weight', [asInt64(graph, 'glm.gap.flags', gap), graph.int64(2)]);
  const once = asInt64(graph, 'glm.short_gap.flags', shortGap);
  const weight = graph.node('Add', 'glm.gap.weights', [twice, once]);
  return graph.node('ArgMax', 'glm.gap.index', [weight], { ints: { axis: 1, keepdims: 1 } });
}

function prefixMask(graph: GraphBuilder, answer: string, index: string): string {
  const context = graph.node('Not', 'glm.context', [answer]);
  const keys = graph.node('Unsqueeze', 'glm.context.keys', [context, graph.int64([1, 2])]);
  const queries = graph.node('Unsqueeze', 'glm.queries', [index, graph.int64([1])]);
  const causal = graph.node('LessOrEqual', 'glm.causal', [index, queries]);
  const visible = graph.node('Or', 'glm.visible', [causal, keys]);
  return graph.node('Where', 'glm.mask', [visible, graph.float32(0), graph.float32(MASKED)]);
}

function asInt64(graph: GraphBuilder, name: string, flags: string): string {
  return graph.node('Cast', name, [flags], { ints: { to: INT64 } });
}

/** Number of int64 among ONNX's element types. */
const INT64 = 7;
