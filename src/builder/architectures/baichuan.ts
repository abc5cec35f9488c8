import type { Architecture } from './architecture.ts';
import { gatedMlp } from './parts/mlp.ts';
import { fusedQkv } from './parts/projections.ts';
import { readRope } from './parts/rope/read-rope.ts';
import { rotaryDecoder } from './parts/rotary-decoder.ts';
import { readShape } from './parts/shape.ts';

/** Baichuan-7B: LLaMA whose query, key and value layers are stored as one. */
export const baichuan: Architecture = {
  modelType: 'baichuan',
  build(config, hasTensor) {
    const shape = readShape(config, hasTensor);
    return rotaryDecoder(shape, { rope: readRope(config, shape) }, (graph, inputs) => ({
      qkv: (x, name) => fusedQkv(graph, x, inputs, { ...shape, name: `${name}.W_pack`, bias: false }),
      mlp: (x, name) => gatedMlp(graph, x, { ...shape, name, bias: false }),
    }));
  },
};
