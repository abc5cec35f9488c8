import { z } from 'zod';
import type { GraphBuilder } from '../graph/graph.ts';
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
} from './parts/config.ts';
import type { DecoderInputs } from './parts/decoder.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { contiguousQkv } from './parts/qkv.ts';
import { sequential } from './parts/residual.ts';
import { decoderStack } from './parts/stack.ts';

/** Keys of a GPT-2 config.json; the options of transformers' class that no published GPT-2 uses are refused. */
const Config = z.object({
  vocab_size: VocabularySize,
  n_embd: Width,
  n_layer: Count,
  n_head: Count,
  n_inner: Width.nullish(),
  n_positions: ContextLength,
  activation_function: ActivationName.default('gelu-tanh'),
  layer_norm_epsilon: Epsilon.default(1e-5),
  scale_attn_weights: z.literal(true).default(true),
  scale_attn_by_inverse_layer_idx: z.literal(false).default(false),
  add_cross_attention: z.literal(false).default(false),
  tie_word_embeddings: z.literal(true).default(true),
});

interface Gpt2Shape extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  readonly epsilon: number;
  readonly tied: true;
}

const NAMES = { embedding: 'wte', head: 'lm_head' };
const POSITIONS = 'wpe';
/** What GPT-2 calls its linear layers: convolutions of width 1. */
const CONVOLUTION = { bias: true, inputsFirst: true };

/** GPT-2 of all sizes: learned positions, and the embedding is the output matrix. */
export const gpt2: Architecture = {
  modelType: 'gpt2',
  optionalPrefix: 'transformer.',
  build(config) {
    const shape = readShape(config);
    const { hidden, heads, epsilon } = shape;
    return decoderStack(shape, NAMES, (graph, inputs) => {
      const mask = causalMask(graph, inputs);
      const norm = (x: string, name: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
      const attention = (x: string, name: string, layer: number): string =>
        fusedAttention(graph, x, inputs, {
          ...shape,
          layer,
          mask,
          qkv: { name: `${name}.c_attn`, ...CONVOLUTION },
          columns: contiguousQkv(heads, heads),
          out: { name: `${name}.c_proj`, ...CONVOLUTION },
        });
      const mlp = (x: string, name: string): string =>
        plainMlp(graph, x, { ...shape, up: `${name}.c_fc`, down: `${name}.c_proj`, ...CONVOLUTION });
      return {
        embedded: (x) => graph.node('Add', 'embedded', [x, placed(graph, inputs, shape)]),
        block: (state, layer) => {
          const name = `h.${layer}`;
          return sequential(graph, name, state, {
            attend: (x) => attention(norm(x, `${name}.ln_1`), `${name}.attn`, layer),
            feed: (x) => mlp(norm(x, `${name}.ln_2`), `${name}.mlp`),
          });
        },
        norm: (x) => norm(x, 'ln_f'),
      };
    });
  },
};

function readShape(config: unknown): Gpt2Shape {
  const read = readConfig(Config, config);
  return {
    vocabSize: read.vocab_size,
    contextLength: read.n_positions,
    layers: read.n_layer,
    kvHeads: read.n_head,
    headDim: headWidth(read.n_embd, read.n_head),
    hidden: read.n_embd,
    heads: read.n_head,
    intermediate: read.n_inner ?? 4 * read.n_embd,
    activation: read.activation_function,
    epsilon: read.layer_norm_epsilon,
    tied: true,
  };
}

/** The rows of the table of positions, one a token. */
function placed(
  graph: GraphBuilder,
  { positions }: DecoderInputs,
  { contextLength, hidden }: Gpt2Shape,
): string {
  const table = graph.tensor(`${POSITIONS}.weight`, [contextLength, hidden]);
  const flat = graph.node('Reshape', 'flat_positions', [positions, graph.int64([-1])]);
  return graph.node('Gather', POSITIONS, [table, flat], { ints: { axis: 0 } });
}
