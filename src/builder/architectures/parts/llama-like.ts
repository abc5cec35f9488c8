import type { z } from 'zod';
import type { Architecture } from '../architecture.ts';
import { readConfig } from './config.ts';
import { gatedMlp } from './mlp.ts';
import { separateQkv } from './projections.ts';
import { readRope } from './rope/read-rope.ts';
import { rotaryDecoder } from './rotary-decoder.ts';
import { readShape } from './shape.ts';

/** In what the descendants of LLaMA that keep its graph differ; nothing of it by default. */
export interface LlamaTraits {
  readonly qkvBias?: boolean;
  readonly outputBias?: boolean;
  readonly mlpBias?: boolean;
  /** Tokens that each one sees, itself among them; all before it by default. */
  readonly window?: number | null;
}

/** The architecture of a model type with LLaMA's graph and names; `traits` reads its own keys of config.json. */
export function llamaLike(modelType: string, traits: z.ZodType<LlamaTraits>): Architecture {
  return {
    modelType,
    build(config, hasTensor) {
      const { qkvBias = false, mlpBias = false, ...positions } = readConfig(traits, config);
      const shape = readShape(config, hasTensor);
      const rope = readRope(config, shape);
      return rotaryDecoder(shape, { rope, ...positions }, (graph, inputs) => ({
        qkv: (x, name) => separateQkv(graph, x, inputs, { ...shape, name, bias: qkvBias }),
        mlp: (x, name) => gatedMlp(graph, x, { ...shape, name, bias: mlpBias }),
      }));
    },
  };
}
