import { z } from 'zod';
import { InputError } from '../../errors.ts';
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
import { fusedAttention } from './parts/fused-attention.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import type { QkvColumns } from './parts/qkv.ts';
import { parallel } from './parts/residual.ts';
import { decoderStack } from './parts/stack.ts';
import { ropeAngles } from './parts/rope/angles.ts';
import { readRope } from './parts/rope/read-rope.ts';
import type { Rope } from './parts/rope/rope.ts';
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

interface CodegenShape extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  readonly epsilon: number;
  readonly rope: Rope;
  readonly tied: false;
}

const NAMES = { embedding: 'wte', head: 'lm_head', headBias: true };

/** Accelerators that the fused projection was cut for when the models were trained; their code has the number fixed. */
const PARTITIONS = 4;

/** CodeGen and MOSS: both halves of a block side by side, rotary on pairs of neighbours, an output matrix with a bias. */
export const codegen: readonly Architecture[] = ['codegen', 'moss'].map((modelType) => ({
  modelType,
  optionalPrefix: 'transformer.',
  build(config) {
    const shape = readShape(config);
    const { hidden, heads, epsilon, rope } = shape;
    return decoderStack(shape, NAMES, (graph, inputs) => {
      const mask = causalMask(graph, inputs);
      const angles = ropeAngles(graph, inputs, rope);
      const turned = { dimensions: angles.dimensions, interleaved: true };
      const norm = (x: string, name: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
      const attention = (x: string, name: string, layer: number): string =>
        fusedAttention(graph, x, inputs, {
          ...shape,
          layer,
          mask,
          qkv: { name: `${name}.qkv_proj`, bias: false },
          columns: columns(heads),
          out: { name: `${name}.out_proj`, bias: false },
          rotate: (part, count) => rotate(graph, part, count, angles, turned),
        });
      const mlp = (x: string, name: string): string =>
        plainMlp(graph, x, { ...shape, up: `${name}.fc_in`, down: `${name}.fc_out`, bias: true });
      return {
        block: (state, layer) => {
          const name = `h.${layer}`;
          const normed = norm(state, `${name}.ln_1`);
          return parallel(graph, name, state, {
            attend: () => attention(normed, `${name}.attn`, layer),
            feed: () => mlp(normed, `${name}.mlp`),
          });
        },
        norm: (x) => norm(x, 'ln_f'),
      };
    });
  },
}));

function readShape(config: unknown): CodegenShape {
  const read = readConfig(Config, config);
  const { n_embd: hidden, n_head: heads } = read;
  if (heads % PARTITIONS !== 0) {
    throw new InputError(
      `config.json of the checkpoint has n_head ${heads}; it must be a multiple of ${PARTITIONS}`,
    );
  }
  const headDim = headWidth(hidden, heads);
  const dimensions = rotatedDimensions(read.rotary_dim, headDim);
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
    rope: readRope({}, { headDim, contextLength: read.n_positions, dimensions }),
    tied: false,
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
