import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
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
  rotatedDimensions,
  withAliases,
} from './parts/config.ts';
import { decoderInputs, lastPosition, outputLogits } from './parts/decoder.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { groupedQkv } from './parts/qkv.ts';
import { parallel, sequential } from './parts/residual.ts';
import type { Rope } from './parts/rope.ts';
import { readRope, ropeAngles } from './parts/rope.ts';
import { rotate } from './parts/rotate.ts';

/** Keys of a GPT-NeoX config.json; defaults are those of transformers' class. */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  intermediate_size: Width,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  hidden_act: ActivationName.default('gelu'),
  rotary_pct: z.number().positive().max(1).default(0.25),
  layer_norm_eps: Epsilon.default(1e-5),
  max_position_embeddings: ContextLength,
  use_parallel_residual: z.boolean().default(true),
  attention_bias: z.boolean().default(true),
  tie_word_embeddings: z.literal(false).default(false),
});

interface GptNeoxArgs extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  readonly epsilon: number;
  readonly attentionBias: boolean;
  readonly parallel: boolean;
  readonly rope: Rope;
}

const EMBEDDING = 'embed_in';
const HEAD = 'embed_out';

/** GPT-NeoX-20B, Pythia, and what shares their graph: rotary on a part of each head, two norms to a block. */
export const gptNeox: Architecture = {
  modelType: 'gpt_neox',
  optionalPrefix: 'gpt_neox.',
  build(config) {
    const args = readArgs(config);
    return { ...args, graph: buildGraph(args), redundant: [] };
  },
};

function readArgs(config: unknown): GptNeoxArgs {
  const read = readConfig(Config, config);
  const heads = read.num_attention_heads;
  const headDim = headWidth(read.hidden_size, heads);
  const { theta, scaling } = readRope(withAliases(config, { rotary_emb_base: 'rope_theta' }));
  return {
    vocabSize: read.vocab_size,
    contextLength: read.max_position_embeddings,
    layers: read.num_hidden_layers,
    kvHeads: heads,
    headDim,
    hidden: read.hidden_size,
    heads,
    intermediate: read.intermediate_size,
    activation: read.hidden_act,
    epsilon: read.layer_norm_eps,
    attentionBias: read.attention_bias,
    parallel: read.use_parallel_residual,
    rope: { theta, scaling, dimensions: rotatedDimensions(Math.trunc(headDim * read.rotary_pct), headDim) },
  };
}

function buildGraph(args: GptNeoxArgs): Graph {
  const { vocabSize, hidden, heads, epsilon, attentionBias: bias, rope } = args;
  const graph = createGraph();
  const inputs = decoderInputs(graph, args);
  const mask = causalMask(graph, inputs);
  const angles = ropeAngles(graph, rope, inputs.positions);
  const norm = (name: string, x: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
  const residual = args.parallel ? parallel : sequential;
  const embedding = graph.tensor(`${EMBEDDING}.weight`, [vocabSize, hidden]);
  let state = graph.node('Gather', EMBEDDING, [embedding, inputs.ids], { ints: { axis: 0 } });
  for (let layer = 0; layer < args.layers; layer += 1) {
    const block = `layers.${layer}`;
    const attend = (x: string): string =>
      fusedAttention(graph, x, inputs, {
        ...args,
        layer,
        mask,
        qkv: { name: `${block}.attention.query_key_value`, bias },
        columns: groupedQkv(heads, heads),
        out: { name: `${block}.attention.dense`, bias },
        rotate: (part, count) => rotate(graph, part, count, angles, rope),
      });
    const mlp = { up: `${block}.mlp.dense_h_to_4h`, down: `${block}.mlp.dense_4h_to_h`, bias: true };
    state = residual(graph, block, state, {
      attend: (x) => attend(norm(`${block}.input_layernorm`, x)),
      feed: (x) => plainMlp(graph, norm(`${block}.post_attention_layernorm`, x), { ...args, ...mlp }),
    });
  }
  const last = norm('final_layer_norm', lastPosition(graph, state, inputs));
  const logits = linear(graph, last, { name: HEAD, inputs: hidden, outputs: vocabSize, bias: false });
  outputLogits(graph, logits, vocabSize);
  return graph.finish();
}
