import { z } from 'zod';
import type { Architecture } from './architecture.ts';
import { Window, readConfig } from './parts/config.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { causalMask } from './parts/mask.ts';
import { fusedGatedMlp } from './parts/mlp.ts';
import { preNormDecoder } from './parts/pre-norm.ts';
import { contiguousQkv } from './parts/qkv.ts';
import { ropeAngles } from './parts/rope/angles.ts';
import { readRope, turnedPart } from './parts/rope/read-rope.ts';
import { rotate } from './parts/rotate.ts';
import { readShape } from './parts/shape.ts';

const Config = z.object({ sliding_window: Window.nullish() });

/**
 * Phi-3, 3.5 and 4: LLaMA with two fused layers; some with a window, with rotary on a part of each head, or with longrope.
 */
export const phi3: Architecture = {
  modelType: 'phi3',
  build(config, hasTensor) {
    const { sliding_window: window } = readConfig(Config, config);
    const shape = readShape(config, hasTensor);
    const rope = readRope(config, { ...shape, dimensions: turnedPart(config, shape.headDim) });
    const columns = contiguousQkv(shape.heads, shape.kvHeads);
    return preNormDecoder({ ...shape, lengthBorder: rope.long?.above }, (graph, inputs) => {
      const angles = ropeAngles(graph, inputs, rope);
      const mask = causalMask(graph, inputs, window);
      return {
        attention: (x, name, layer) =>
          fusedAttention(graph, x, inputs, {
            ...shape,
            layer,
            mask,
            columns,
            qkv: { name: `${name}.qkv_proj`, bias: false },
            out: { name: `${name}.o_proj`, bias: false },
            rotate: (part, heads) => rotate(graph, part, heads, angles, angles),
          }),
        mlp: (x, name) => fusedGatedMlp(graph, x, { ...shape, name }),
      };
    });
  },
};
