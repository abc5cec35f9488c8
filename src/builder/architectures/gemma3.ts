import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { Architecture, DecoderModel } from './architecture.ts';
import { Count, Window, readConfig } from './parts/config.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { gatedMlp } from './parts/mlp.ts';
import { headNorms, rmsNorm } from './parts/norm.ts';
import { separateQkv } from './parts/projections.ts';
import { sequential } from './parts/residual.ts';
import { ropeAngles } from './parts/rope/angles.ts';
import { readRope } from './parts/rope/read-rope.ts';
import type { Rope } from './parts/rope/rope.ts';
import { rotaryAttention } from './parts/rotary-attention.ts';
import type { DecoderShape } from './parts/shape.ts';
import { readShape } from './parts/shape.ts';
import { decoderStack } from './parts/stack.ts';

/** What Gemma 3's configs leave out where it is as in transformers' class; those of the larger models leave out most. */
const DEFAULTS = {
  vocab_size: 262_208,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
  max_position_embeddings: 131_072,
  rms_norm_eps: 1e-6,
  tie_word_embeddings: true,
  rope_theta: 1_000_000,
};

const Config = z.object({
  attention_bias: z.boolean().default(false),
  query_pre_attn_scalar: z.number().positive().default(256),
  hidden_activation: z.string().default('gelu_pytorch_tanh'),
  sliding_window: Window.default(4096),
  /** Each so many layers, the last sees all; in files since transformers 4.53 a list of kinds instead. */
  sliding_window_pattern: Count.default(6),
  layer_types: z.array(z.enum(['sliding_attention', 'full_attention'])).nullish(),
  rope_local_base_freq: z.number().positive().default(10_000),
  rope_parameters: z.object({ full_attention: z.unknown(), sliding_attention: z.unknown() }).nullish(),
  attn_logit_softcapping: z.null().optional(),
  final_logit_softcapping: z.null().optional(),
  use_bidirectional_attention: z.literal(false).nullish(),
});

/** The text models themselves: 270M, 1B, and what is fine-tuned from the text part of larger ones. */
export const gemma3Text: Architecture = {
  modelType: 'gemma3_text',
  build: (config, hasTensor) => buildText(config, { prefix: '', hasTensor }),
};

const Nested = z.object({ text_config: z.record(z.string(), z.unknown()) });

/** The larger models, of whose checkpoint the text part is built; the image encoder is left alone. */
export const gemma3: Architecture = {
  modelType: 'gemma3',
  build(config, hasTensor) {
    const text = readConfig(Nested, config).text_config;
    const model = buildText(text, { prefix: 'language_model.', hasTensor });
    return { ...model, otherParts: ['vision_tower.', 'multi_modal_projector.'] };
  },
};

interface Names {
  /** Before the names of the text model's tensors. */
  readonly prefix: string;
  readonly hasTensor: (name: string) => boolean;
}

function buildText(config: unknown, { prefix, hasTensor }: Names): DecoderModel {
  const own = readConfig(Config, config);
  const all = { ...DEFAULTS, ...readConfig(z.record(z.string(), z.unknown()), config) };
  const shape = readShape({ ...all, hidden_act: own.hidden_activation }, hasTensor);
  const { hidden, headDim, epsilon } = shape;
  const isLocal = layerKinds(own, shape.layers);
  const ropes = readRopes(own, all, shape);
  const names = { embedding: `${prefix}model.embed_tokens`, head: `${prefix}lm_head` };
  return decoderStack(shape, names, (graph, inputs) => {
    const local = {
      rope: ropeAngles(graph, inputs, ropes.local, 'rope.local'),
      mask: causalMask(graph, inputs, own.sliding_window),
    };
    const global = { rope: ropeAngles(graph, inputs, ropes.global), mask: causalMask(graph, inputs) };
    const norm = (x: string, name: string): string =>
      rmsNorm(graph, x, { name, size: hidden, epsilon, plusOne: true });
    const scale = own.query_pre_attn_scalar ** -0.5;
    const bias = own.attention_bias;
    function attention(x: string, name: string, layer: number): string {
      const plain = separateQkv(graph, x, inputs, { ...shape, name, bias });
      const qkv = headNorms(graph, plain, inputs, { ...shape, name, plusOne: true });
      const kind = isLocal[layer] === true ? local : global;
      const mixed = rotaryAttention(graph, inputs, qkv, { ...shape, ...kind, name, layer, scale });
      const width = shape.heads * headDim;
      return linear(graph, mixed, { name: `${name}.o_proj`, inputs: width, outputs: hidden, bias });
    }
    return {
      embedded: (x) => graph.node('Mul', `${names.embedding}.scaled`, [x, graph.float32(Math.sqrt(hidden))]),
      block(x, layer) {
        const name = `${prefix}model.layers.${layer}`;
        const mlp = { ...shape, name: `${name}.mlp`, bias: false };
        return sequential(graph, name, x, {
          attend(state) {
            const entering = norm(state, `${name}.input_layernorm`);
            const attended = attention(entering, `${name}.self_attn`, layer);
            return norm(attended, `${name}.post_attention_layernorm`);
          },
          feed(state) {
            const entering = norm(state, `${name}.pre_feedforward_layernorm`);
            return norm(gatedMlp(graph, entering, mlp), `${name}.post_feedforward_layernorm`);
          },
        });
      },
      norm: (x) => norm(x, `${prefix}model.norm`),
    };
  });
}

/** Whether each layer sees the window only. */
function layerKinds(own: z.infer<typeof Config>, layers: number): readonly boolean[] {
  const { layer_types: kinds, sliding_window_pattern: pattern } = own;
  if (!kinds) return Array.from({ length: layers }, (_, layer) => (layer + 1) % pattern !== 0);
  if (kinds.length !== layers) {
    throw new InputError(
      `config.json of the checkpoint has ${kinds.length} layer_types for ${layers} layers; there must be one for each`,
    );
  }
  return kinds.map((kind) => kind === 'sliding_attention');
}

/** The rotary embeddings of the two kinds of layers; only that of the global ones is ever scaled. */
function readRopes(
  own: z.infer<typeof Config>,
  config: unknown,
  shape: DecoderShape,
): { local: Rope; global: Rope } {
  const { rope_parameters: parameters, rope_local_base_freq: theta } = own;
  if (!parameters) {
    return { local: readRope({ rope_theta: theta }, shape), global: readRope(config, shape) };
  }
  return {
    local: readRope({ rope_parameters: parameters.sliding_attention }, shape),
    global: readRope({ rope_parameters: parameters.full_attention }, shape),
  };
}
