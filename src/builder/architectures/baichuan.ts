import { z } from 'zod';
import type { GraphBuilder } from '../graph/graph.ts';
import type { Architecture } from './architecture.ts';
import { alibiMask, alibiSlopes } from './parts/alibi.ts';
import { readConfig } from './parts/config.ts';
import type { DecoderInputs } from './parts/decoder.ts';
import type { FusedAttention } from './parts/fused-attention.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { causalMask } from './parts/mask.ts';
import { gatedMlp } from './parts/mlp.ts';
import { preNormDecoder } from './parts/pre-norm.ts';
import { contiguousQkv } from './parts/qkv.ts';
import { ropeAngles } from './parts/rope/angles.ts';
import { readRope } from './parts/rope/read-rope.ts';
import { rotate } from './parts/rotate.ts';
import type { DecoderShape } from './parts/shape.ts';
import { LLAMA_NAMES, readShape } from './parts/shape.ts';

const Config = z.looseObject({
  vocab_size: z.number(),
  /** The 13B models, which have ALiBi in place of rotary, say `model_max_length` alone. */
  max_position_embeddings: z.number().nullish(),
  model_max_length: z.number().nullish(),
  /** A key of training that came with Baichuan 2. */
  z_loss_weight: z.number().nullish(),
});

/** Of Baichuan 2, 7B and 13B; vLLM tells their output matrix by it. */
const BAICHUAN_2_VOCABULARY = 125_696;

/** Baichuan and Baichuan 2: LLaMA whose query, key and value layers are one; the 13B models with ALiBi. */
export const baichuan: Architecture = {
  modelType: 'baichuan',
  build(config, hasTensor) {
    const read = readConfig(Config, config);
    const isAlibi = typeof read.max_position_embeddings !== 'number';
    const max_position_embeddings = read.max_position_embeddings ?? read.model_max_length;
    const shape = readShape({ ...read, max_position_embeddings }, hasTensor);
    const isSecond = typeof read.z_loss_weight === 'number' || read.vocab_size === BAICHUAN_2_VOCABULARY;
    const columns = contiguousQkv(shape.heads, shape.kvHeads);
    return preNormDecoder(shape, (graph, inputs) => {
      const positions = isAlibi ? alibi(graph, inputs, shape) : rotary(graph, inputs, config, shape);
      return {
        attention(x, name, layer) {
          const qkv = { name: `${name}.W_pack`, bias: false };
          const out = { name: `${name}.o_proj`, bias: false };
          return fusedAttention(graph, x, inputs, { ...shape, ...positions, layer, columns, qkv, out });
        },
        mlp: (x, name) => gatedMlp(graph, x, { ...shape, name, bias: false }),
        ...(isSecond && { logits: (x: string) => byUnitRows(graph, x, shape) }),
      };
    });
  },
};

type Positions = Pick<FusedAttention, 'mask' | 'rotate'>;

function alibi(graph: GraphBuilder, inputs: DecoderInputs, { heads }: DecoderShape): Positions {
  return { mask: alibiMask(graph, inputs, causalMask(graph, inputs), { slopes: alibiSlopes(heads) }) };
}

function rotary(graph: GraphBuilder, inputs: DecoderInputs, config: unknown, shape: DecoderShape): Positions {
  const angles = ropeAngles(graph, inputs, readRope(config, shape));
  return {
    mask: causalMask(graph, inputs),
    rotate: (x, heads) => rotate(graph, x, heads, angles),
  };
}

/**
 * Baichuan 2 divides each row of its output matrix by its length. Dividing the logits is the same, and needs no second
 * copy of the matrix: ONNX Runtime computes the lengths once, when it loads the graph.
 */
function byUnitRows(graph: GraphBuilder, logits: string, { vocabSize, hidden }: DecoderShape): string {
  const matrix = graph.tensor(`${LLAMA_NAMES.head}.weight`, [vocabSize, hidden]);
  const lengths = graph.node('ReduceL2', 'head.lengths', [matrix, graph.int64([1])], {
    ints: { keepdims: 0 },
  });
  const divisors = graph.node('Max', 'head.divisors', [lengths, graph.float32(SHORTEST)]);
  return graph.node('Div', 'head.divided', [logits, divisors]);
}

/** Stands for the length of rows of zeros, as in PyTorch's normalize. */
const SHORTEST = 1e-12;
