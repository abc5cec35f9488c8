import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
import type { Architecture, DecoderSizes } from './architecture.ts';
import type { Activation } from './parts/activation.ts';
import { ActivationName } from './parts/activation.ts';
import {
  ContextLength,
  Count,
  Epsilon,
  VocabularySize,
  Width,
  headWidth,
  readConfig,
  rotatedDimensions,
} from './parts/config.ts';
import { decoderInputs, lastPosition, outputLogits } from './parts/decoder.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import type { QkvColumns } from './parts/qkv.ts';
import { parallel } from './parts/residual.ts';
import type { Rope } from './parts/rope.ts';
import { ropeAngles } from './parts/rope.ts';
import { rotate } from './parts/rotate.ts';

/** Keys of the config.json of a CodeGen or MOSS. */
const Config = z.object({
  vocab_size: VocabularySize,
  n_embd: Width,
  n_layer: Count,
  n_head: Count,
  n_inner: Width.nullish(),
  n_positions: ContextLength,
  rotary_dim: Width,
  activation_function: ActivationName.default('gelu-tanh'),
  layer_norm_epsilon: Epsilon.default(1e-5),
  scale_attn_weights: z.literal(true).default(true),
  tie_word_embeddings: z.literal(false).default(false),
});

interface CodegenArgs extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  readonly epsilon: number;
  readonly rope: Rope;
}

const EMBEDDING = 'wte';
const HEAD = 'lm_head';

/** Accelerators that the fused projection was cut for when the models were trained; their code has the number fixed. */
const PARTITIONS = 4;

/** CodeGen and MOSS: both halves of a block side by side, rotary on pairs of neighbours, an output matrix with a bias. */
export const codegen: readonly Architecture[] = ['codegen', 'moss'].map((modelType) => ({
  modelType,
  optionalPrefix: 'transformer.',
  build(config) {
    const args = readArgs(config);
    return { ...args, graph: buildGraph(args), redundant: [] };
  },
}));

function readArgs(config: unknown): CodegenArgs {
  const read = readConfig(Config, config);
  const { n_embd: hidden, n_head: heads } = read;
  if (heads % PARTITIONS !== 0) {
    throw new InputError(
      `config.json of the checkpoint has n_head ${heads}; it must be a multiple of ${PARTITIONS}`,
    );
  }
  const headDim = headWidth(hidden, heads);
  return {
    vocabSize: read.vocab_size,
    contextLength: read.n_positions,
    layers: read.n_layer,
    kvHeads: heads,
    headDim,
    hidden,
    heads,
    intermediate: read.n_inner ?? 4 * hidden,
    activation: read.activation_function,
    epsilon: read.layer_norm_epsilon,
    rope: {
      dimensions: rotatedDimensions(read.rotary_dim, headDim),
      theta: 10_000,
      scaling: { type: 'default' },
    },
  };
}

/** Within each partition the queries of its heads, then their values, then their keys. */
function columns(heads: number): QkvColumns {
  const share = heads / PARTITIONS;
  return {
    groups: PARTITIONS,
    parts: [
      { of: 'query', heads: share },
      { of: 'value', heads: share },
      { of: 'key', heads: share },
    ],
  };
}

function buildGraph(args: CodegenArgs): Graph {
  const { vocabSize, hidden, heads, epsilon } = args;
  const graph = createGraph();
  const inputs = decoderInputs(graph, args);
  const mask = causalMask(graph, inputs);
  const angles = ropeAngles(graph, args.rope, inputs.positions);
  const pairs = { dimensions: args.rope.dimensions, interleaved: true };
  const norm = (name: string, x: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
  const embedding = graph.tensor(`${EMBEDDING}.weight`, [vocabSize, hidden]);
  let state = graph.node('Gather', EMBEDDING, [embedding, inputs.ids], { ints: { axis: 0 } });
  for (let layer = 0; layer < args.layers; layer += 1) {
    const block = `h.${layer}`;
    const normed = norm(`${block}.ln_1`, state);
    const attention = {
      ...args,
      layer,
      mask,
      qkv: { name: `${block}.attn.qkv_proj`, bias: false },
      columns: columns(heads),
      out: { name: `${block}.attn.out_proj`, bias: false },
      rotate: (part: string, count: number) => rotate(graph, part, count, angles, pairs),
    };
    const mlp = { up: `${block}.mlp.fc_in`, down: `${block}.mlp.fc_out`, bias: true };
    state = parallel(graph, block, state, {
      attend: () => fusedAttention(graph, normed, inputs, attention),
      feed: () => plainMlp(graph, normed, { ...args, ...mlp }),
    });
  }
  const last = norm('ln_f', lastPosition(graph, state, inputs));
  const logits = linear(graph, last, { name: HEAD, inputs: hidden, outputs: vocabSize, bias: true });
  outputLogits(graph, logits, vocabSize);
  return graph.finish();
}
