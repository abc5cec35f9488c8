import { z } from 'zod';
import type { Architecture } from './architecture.ts';
import { Window, readConfig } from './parts/config.ts';
import { fusedGatedMlp } from './parts/mlp.ts';
import { fusedQkv } from './parts/projections.ts';
import { readRope, turnedPart } from './parts/rope/read-rope.ts';
import { rotaryDecoder } from './parts/rotary-decoder.ts';
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
    return rotaryDecoder(shape, { rope, window }, (graph, inputs) => ({
      qkv: (x, name) => fusedQkv(graph, x, inputs, { ...shape, name: `${name}.qkv_proj`, bias: false }),
      mlp: (x, name) => fusedGatedMlp(graph, x, { ...shape, name }),
    }));
  },
};
