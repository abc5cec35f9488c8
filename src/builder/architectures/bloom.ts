import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
import type { Architecture, DecoderSizes } from './architecture.ts';
import { alibiMask, alibiSlopes } from './parts/alibi.ts';
import {
  ContextLength,
  Count,
  Epsilon,
  VocabularySize,
  Width,
  headWidth,
  readConfig,
  withAliases,
} from './parts/config.ts';
import { decoderInputs, lastPosition, outputLogits } from './parts/decoder.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { groupedQkv } from './parts/qkv.ts';
import { sequential } from './parts/residual.ts';

/** Keys of a BLOOM config.json; those of its training (offset_alibi, skip_bias_add and more) say nothing of the model. */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  layer_norm_epsilon: Epsilon.default(1e-5),
  /** The residual would be the normed state; no published model has it. */
  apply_residual_connection_post_layernorm: z.literal(false).default(false),
  /** What the published models were trained with; ALiBi itself has no bound. */
  seq_length: ContextLength.default(2048),
  tie_word_embeddings: z.boolean().optional(),
});

interface BloomArgs extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly epsilon: number;
  /** Whether the embedding is the output matrix too. */
  readonly tied: boolean;
}

const EMBEDDING = 'word_embeddings';
const HEAD = 'lm_head';

/** BLOOM, BLOOMZ, and TigerBot-7B-base-v1, whose output matrix is its own. */
export const bloom: Architecture = {
  modelType: 'bloom',
  optionalPrefix: 'transformer.',
  build(config, hasTensor) {
    const args = readArgs(config, hasTensor);
    return { ...args, graph: buildGraph(args), redundant: args.tied ? [`${HEAD}.weight`] : [] };
  },
};

function readArgs(config: unknown, hasTensor: (name: string) => boolean): BloomArgs {
  const read = readConfig(
    Config,
    withAliases(config, {
      n_embed: 'hidden_size',
      n_layer: 'num_hidden_layers',
      n_head: 'num_attention_heads',
    }),
  );
  const heads = read.num_attention_heads;
  return {
    vocabSize: read.vocab_size,
    contextLength: read.seq_length,
    layers: read.num_hidden_layers,
    kvHeads: heads,
    headDim: headWidth(read.hidden_size, heads),
    hidden: read.hidden_size,
    heads,
    epsilon: read.layer_norm_epsilon,
    // Where the config is silent, a head that is stored is one.
    tied: read.tie_word_embeddings ?? !hasTensor(`${HEAD}.weight`),
  };
}

function buildGraph(args: BloomArgs): Graph {
  const { vocabSize, hidden, layers, heads, epsilon } = args;
  const graph = createGraph();
  const inputs = decoderInputs(graph, args);
  const mask = alibiMask(graph, inputs, causalMask(graph, inputs), { slopes: alibiSlopes(heads) });
  const norm = (name: string, x: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
  const embedding = graph.tensor(`${EMBEDDING}.weight`, [vocabSize, hidden]);
  const embedded = graph.node('Gather', EMBEDDING, [embedding, inputs.ids], { ints: { axis: 0 } });
  let state = norm(`${EMBEDDING}_layernorm`, embedded);
  for (let layer = 0; layer < layers; layer += 1) {
    const block = `h.${layer}`;
    const attend = (x: string): string =>
      fusedAttention(graph, x, inputs, {
        ...args,
        layer,
        mask,
        qkv: { name: `${block}.self_attention.query_key_value`, bias: true },
        columns: groupedQkv(heads, heads),
        out: { name: `${block}.self_attention.dense`, bias: true },
      });
    const feed = (x: string): string =>
      plainMlp(graph, x, {
        up: `${block}.mlp.dense_h_to_4h`,
        down: `${block}.mlp.dense_4h_to_h`,
        hidden,
        intermediate: 4 * hidden,
        bias: true,
        activation: 'gelu-tanh',
      });
    state = sequential(graph, block, state, {
      attend: (x) => attend(norm(`${block}.input_layernorm`, x)),
      feed: (x) => feed(norm(`${block}.post_attention_layernorm`, x)),
    });
  }
  const last = norm('ln_f', lastPosition(graph, state, inputs));
  const weight = `${args.tied ? EMBEDDING : HEAD}.weight`;
  const head = { name: HEAD, weight, inputs: hidden, outputs: vocabSize, bias: false };
  outputLogits(graph, linear(graph, last, head), vocabSize);
  return graph.finish();
}
