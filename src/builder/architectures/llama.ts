import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
import type { Architecture } from './architecture.ts';
import { attention } from './parts/attention.ts';
import { ContextLength, Count, VocabularySize, Width, readConfig } from './parts/config.ts';
import { decoderInputs, lastPosition, outputLogits } from './parts/decoder.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { gatedMlp } from './parts/mlp.ts';
import { rmsNorm } from './parts/norm.ts';
import type { Rope } from './parts/rope.ts';
import { readRope, ropeAngles } from './parts/rope.ts';

/** Keys of a LLaMA config.json, of any generation. What is optional here has the default of transformers' class. */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  intermediate_size: Width,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  num_key_value_heads: Count.nullish(),
  head_dim: Width.nullish(),
  hidden_act: z.literal('silu').default('silu'),
  rms_norm_eps: z.number().positive().max(1),
  max_position_embeddings: ContextLength,
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  tie_word_embeddings: z.boolean().optional(),
});

interface LlamaArgs {
  readonly vocabSize: number;
  readonly hidden: number;
  readonly intermediate: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly epsilon: number;
  readonly contextLength: number;
  readonly attentionBias: boolean;
  readonly mlpBias: boolean;
  /** Whether the embedding is the output matrix too. */
  readonly tied: boolean;
  readonly rope: Rope;
}

const EMBEDDING = 'model.embed_tokens';
const HEAD = 'lm_head';

/** LLaMA 1 to 3 and what shares their graph: SmolLM2, Open-LLaMA, Ziya. */
export const llama: Architecture = {
  modelType: 'llama',
  build(config, hasTensor) {
    const args = readArgs(config, hasTensor);
    const { vocabSize, contextLength, layers, kvHeads, headDim } = args;
    const redundant = args.tied ? [`${HEAD}.weight`] : [];
    return { vocabSize, contextLength, layers, kvHeads, headDim, redundant, graph: buildGraph(args) };
  },
};

function readArgs(config: unknown, hasTensor: (name: string) => boolean): LlamaArgs {
  const read = readConfig(Config, config);
  const heads = read.num_attention_heads;
  const kvHeads = read.num_key_value_heads ?? heads;
  const headDim = read.head_dim ?? read.hidden_size / heads;
  if (heads % kvHeads !== 0 || headDim % 2 !== 0) {
    throw new InputError(
      `config.json of the checkpoint has ${heads} heads of ${headDim} dimensions over ${kvHeads} key heads; ` +
        'the dimensions must be even and the heads a multiple of the key heads',
    );
  }
  return {
    vocabSize: read.vocab_size,
    hidden: read.hidden_size,
    intermediate: read.intermediate_size,
    layers: read.num_hidden_layers,
    heads,
    kvHeads,
    headDim,
    epsilon: read.rms_norm_eps,
    contextLength: read.max_position_embeddings,
    attentionBias: read.attention_bias,
    mlpBias: read.mlp_bias,
    // Where the config is silent, a checkpoint without a head can only be a tied one.
    tied: read.tie_word_embeddings ?? !hasTensor(`${HEAD}.weight`),
    rope: { ...readRope(config), dimensions: headDim },
  };
}

function buildGraph(args: LlamaArgs): Graph {
  const { vocabSize, hidden, intermediate, layers, heads, kvHeads, headDim, epsilon } = args;
  const graph = createGraph();
  const inputs = decoderInputs(graph, args);
  const embedding = graph.tensor(`${EMBEDDING}.weight`, [vocabSize, hidden]);
  const rope = ropeAngles(graph, args.rope, inputs.positions);
  const mask = causalMask(graph, inputs);
  let state = graph.node('Gather', EMBEDDING, [embedding, inputs.ids], { ints: { axis: 0 } });
  const norm = (name: string, x: string): string => rmsNorm(graph, x, { name, size: hidden, epsilon });
  for (let layer = 0; layer < layers; layer += 1) {
    const block = `model.layers.${layer}`;
    const shape = { layer, hidden, heads, kvHeads, headDim, mask, rope, bias: args.attentionBias };
    const attended = attention(graph, norm(`${block}.input_layernorm`, state), inputs, {
      name: `${block}.self_attn`,
      ...shape,
    });
    state = graph.node('Add', `${block}.attended`, [state, attended]);
    const mlp = { name: `${block}.mlp`, hidden, intermediate, bias: args.mlpBias };
    const fed = gatedMlp(graph, norm(`${block}.post_attention_layernorm`, state), mlp);
    state = graph.node('Add', `${block}.fed`, [state, fed]);
  }
  const last = norm('model.norm', lastPosition(graph, state, inputs));
  const logits = args.tied
    ? graph.node('Gemm', HEAD, [last, embedding], { ints: { transB: 1 } })
    : linear(graph, last, { name: HEAD, inputs: hidden, outputs: vocabSize, bias: false });
  outputLogits(graph, logits, vocabSize);
  return graph.finish();
}
