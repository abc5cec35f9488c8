import { z } from 'zod';
import type { Architecture } from './architecture.ts';
import { NoWindow, readConfig } from './parts/config.ts';
import { gatedMlp } from './parts/mlp.ts';
import { headNorms } from './parts/norm.ts';
import { separateQkv } from './parts/projections.ts';
import { readRope } from './parts/rope/read-rope.ts';
import { rotaryDecoder } from './parts/rotary-decoder.ts';
import { readShape } from './parts/shape.ts';

const Config = z.object({ ...NoWindow.shape, attention_bias: z.boolean().default(false) });

/** Qwen3 (dense): LLaMA with a norm of each head of queries and keys before they are turned. */
export const qwen3: Architecture = {
  modelType: 'qwen3',
  build(config, hasTensor) {
    const { attention_bias: bias } = readConfig(Config, config);
    const shape = readShape(config, hasTensor);
    const positions = { rope: readRope(config, shape), outputBias: bias };
    return rotaryDecoder(shape, positions, (graph, inputs) => ({
      qkv(x, name) {
        const plain = separateQkv(graph, x, inputs, { ...shape, name, bias });
        return headNorms(graph, plain, inputs, { ...shape, name });
      },
      mlp: (x, name) => gatedMlp(graph, x, { ...shape, name, bias: false }),
    }));
  },
};
