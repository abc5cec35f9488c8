import { z } from 'zod';
import type { Architecture } from './architecture.ts';
import { readConfig } from './parts/config.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { gatedMlp } from './parts/mlp.ts';
import { rmsNorm } from './parts/norm.ts';
import { separateQkv } from './parts/projections.ts';
import { sequential } from './parts/residual.ts';
import { ropeAngles } from './parts/rope/angles.ts';
import { readRope } from './parts/rope/read-rope.ts';
import { rotaryAttention } from './parts/rotary-attention.ts';
import { LLAMA_NAMES, readShape } from './parts/shape.ts';
import { decoderStack } from './parts/stack.ts';

const Config = z.object({ attention_bias: z.boolean().default(false) });

/** OLMo 2: the norms stand after the two branches, and queries and keys are normed over all heads at once. */
export const olmo2: Architecture = {
  modelType: 'olmo2',
  build(config, hasTensor) {
    const { attention_bias: bias } = readConfig(Config, config);
    const shape = readShape(config, hasTensor);
    const { hidden, heads, kvHeads, headDim, epsilon } = shape;
    const width = heads * headDim;
    const rope = readRope(config, shape);
    return decoderStack(shape, LLAMA_NAMES, (graph, inputs) => {
      const angles = ropeAngles(graph, inputs, rope);
      const mask = causalMask(graph, inputs);
      const norm = (x: string, name: string, size = hidden): string =>
        rmsNorm(graph, x, { name, size, epsilon });
      function attention(x: string, name: string, layer: number): string {
        const { query, key, value } = separateQkv(graph, x, inputs, { ...shape, name, bias });
        const normed = {
          query: norm(query, `${name}.q_norm`, width),
          key: norm(key, `${name}.k_norm`, kvHeads * headDim),
          value,
        };
        const mixed = rotaryAttention(graph, inputs, normed, { ...shape, name, layer, mask, rope: angles });
        return linear(graph, mixed, { name: `${name}.o_proj`, inputs: width, outputs: hidden, bias });
      }
      return {
        block(x, layer) {
          const name = `model.layers.${layer}`;
          const mlp = { ...shape, name: `${name}.mlp`, bias: false };
          return sequential(graph, name, x, {
            attend: (state) =>
              norm(attention(state, `${name}.self_attn`, layer), `${name}.post_attention_layernorm`),
            feed: (state) => norm(gatedMlp(graph, state, mlp), `${name}.post_feedforward_layernorm`),
          });
        },
        norm: (x) => norm(x, 'model.norm'),
      };
    });
  },
};
