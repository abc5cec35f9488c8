import { z } from 'zod';
import type { Architecture, DecoderSizes } from './architecture.ts';
import type { Marks } from './chatglm-positions.ts';
import { glmPositions } from './chatglm-positions.ts';
import { rotationIn2d } from './chatglm-rotation.ts';
import {
  ContextLength,
  Count,
  Epsilon,
  VocabularySize,
  Width,
  headWidth,
  readConfig,
} from './parts/config.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { groupedQkv } from './parts/qkv.ts';
import { wholeSequenceStack } from './parts/stack.ts';

const TokenId = z.int().min(0);

/**
 * Keys of the config.json of ChatGLM-6B as of its vocabulary of 130,528. Older revisions, whose positions are others, have
 * no `gmask_token_id`; ChatGLM2 and later are other models under the same type, without most of these keys.
 */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  inner_hidden_size: Width.nullish(),
  num_layers: Count,
  num_attention_heads: Count,
  layernorm_epsilon: Epsilon,
  max_sequence_length: ContextLength,
  position_encoding_2d: z.literal(true),
  bos_token_id: TokenId,
  gmask_token_id: TokenId,
  mask_token_id: TokenId,
  quantization_bit: z.literal(0).default(0),
  pre_seq_len: z.null().optional(),
});

interface ChatglmShape extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly epsilon: number;
  readonly tied: false;
  readonly marks: Marks;
}

/**
 * Weight of the residual: the root of twice the layers of ChatGLM-6B, whatever a config says, since the published code
 * doesn't hand their number on to its blocks.
 */
const ALPHA = Math.sqrt(2 * 28);

const NAMES = { embedding: 'word_embeddings', head: 'lm_head' };

/** ChatGLM-6B: a prefix that sees itself in both directions, two rotary positions a token, and normed residuals. */
export const chatglm: Architecture = {
  modelType: 'chatglm',
  optionalPrefix: 'transformer.',
  build(config) {
    const shape = readShape(config);
    const { hidden, heads, epsilon } = shape;
    const model = wholeSequenceStack(shape, NAMES, (graph, inputs) => {
      const positions = glmPositions(graph, inputs, shape.marks);
      const turn = rotationIn2d(graph, positions, shape);
      const alpha = graph.float32(ALPHA);
      const norm = (x: string, name: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
      const attention = (x: string, name: string, layer: number): string =>
        fusedAttention(graph, x, inputs, {
          ...shape,
          layer,
          mask: positions.mask,
          qkv: { name: `${name}.query_key_value`, bias: true },
          columns: groupedQkv(heads, heads),
          out: { name: `${name}.dense`, bias: true },
          rotate: turn,
        });
      const mlp = (x: string, name: string): string =>
        plainMlp(graph, x, {
          ...shape,
          up: `${name}.dense_h_to_4h`,
          down: `${name}.dense_4h_to_h`,
          bias: true,
          activation: 'gelu-tanh',
        });
      /** The residual carries the normed state, and alpha times it. */
      const join = (normed: string, branch: string): string =>
        graph.node('Add', `${branch}.joined`, [
          graph.node('Mul', `${normed}.alpha`, [normed, alpha]),
          branch,
        ]);
      return {
        block: (state, layer) => {
          const name = `layers.${layer}`;
          const first = norm(state, `${name}.input_layernorm`);
          const attended = join(first, attention(first, `${name}.attention`, layer));
          const second = norm(attended, `${name}.post_attention_layernorm`);
          return join(second, mlp(second, `${name}.mlp`));
        },
        norm: (x) => norm(x, 'final_layernorm'),
      };
    });
    const { gap, start } = shape.marks;
    return {
      ...model,
      promptEnd: [
        { name: 'gmask_token_id', id: gap },
        { name: 'bos_token_id', id: start },
      ],
    };
  },
};

function readShape(config: unknown): ChatglmShape {
  const read = readConfig(Config, config);
  const { hidden_size: hidden, num_attention_heads: heads } = read;
  return {
    vocabSize: read.vocab_size,
    contextLength: read.max_sequence_length,
    layers: read.num_layers,
    kvHeads: heads,
    headDim: headWidth(hidden, heads),
    hidden,
    heads,
    intermediate: read.inner_hidden_size ?? 4 * hidden,
    epsilon: read.layernorm_epsilon,
    tied: false,
    marks: { start: read.bos_token_id, gap: read.gmask_token_id, shortGap: read.mask_token_id },
  };
}
