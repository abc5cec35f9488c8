import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { Graph, GraphBuilder } from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
import type { Architecture, DecoderSizes } from './architecture.ts';
import type { Activation } from './parts/activation.ts';
import { ActivationName } from './parts/activation.ts';
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
import type { DecoderInputs } from './parts/decoder.ts';
import { decoderInputs, lastPosition, outputLogits } from './parts/decoder.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { groupedQkv } from './parts/qkv.ts';
import { parallel, sequential } from './parts/residual.ts';
import type { RopeAngles } from './parts/rope/angles.ts';
import { ropeAngles } from './parts/rope/angles.ts';
import { readRope } from './parts/rope/read-rope.ts';
import type { Rope } from './parts/rope/rope.ts';
import { rotate } from './parts/rotate.ts';

/** Keys of a Falcon config.json; defaults are those of transformers' class. */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  num_kv_heads: Count.nullish(),
  ffn_hidden_size: Width.nullish(),
  activation: ActivationName.default('gelu'),
  layer_norm_epsilon: Epsilon.default(1e-5),
  alibi: z.boolean().default(false),
  bias: z.boolean().default(false),
  multi_query: z.boolean().default(true),
  parallel_attn: z.boolean().default(true),
  new_decoder_architecture: z.boolean().optional(),
  num_ln_in_parallel_attn: z.union([z.literal(1), z.literal(2)]).nullish(),
  apply_residual_connection_post_layernorm: z.literal(false).default(false),
  max_position_embeddings: ContextLength.default(2048),
  tie_word_embeddings: z.boolean().default(true),
});

/** Names of the same keys in the configs of the first weeks. */
const OLDER = { n_head: 'num_attention_heads', n_head_kv: 'num_kv_heads', n_layer: 'num_hidden_layers' };

/**
 * How the two halves of a block follow one another: in turn; side by side from one normed state, or each from its own.
 */
type Halves = 'sequential' | 'parallel' | 'parallel-two-norms';

interface FalconArgs extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  readonly epsilon: number;
  readonly bias: boolean;
  readonly halves: Halves;
  /** Null where ALiBi takes its place. */
  readonly rope: Rope | null;
  readonly tied: boolean;
}

const EMBEDDING = 'word_embeddings';
const HEAD = 'lm_head';

/** Falcon of all sizes under the three names of its type: 7B and 40B were first published as RefinedWebModel and RefinedWeb. */
export const falcon: readonly Architecture[] = ['falcon', 'RefinedWebModel', 'RefinedWeb'].map(
  (modelType) => ({
    modelType,
    optionalPrefix: 'transformer.',
    build(config) {
      const args = readArgs(config, modelType === 'RefinedWeb');
      return { ...args, graph: buildGraph(args), redundant: args.tied ? [`${HEAD}.weight`] : [] };
    },
  }),
);

/** `grouped` is whether the decoder is the newer one where the config doesn't say it. */
function readArgs(config: unknown, grouped: boolean): FalconArgs {
  const read = readConfig(Config, withAliases(config, OLDER));
  const heads = read.num_attention_heads;
  const newer = read.new_decoder_architecture ?? grouped;
  const kvHeads = newer ? (read.num_kv_heads ?? heads) : read.multi_query ? 1 : heads;
  const headDim = headWidth(read.hidden_size, heads);
  if (heads % kvHeads !== 0) {
    throw new InputError(
      `config.json of the checkpoint has ${heads} heads over ${kvHeads} key heads; they must be a multiple`,
    );
  }
  return {
    vocabSize: read.vocab_size,
    contextLength: read.max_position_embeddings,
    layers: read.num_hidden_layers,
    kvHeads,
    headDim,
    hidden: read.hidden_size,
    heads,
    intermediate: read.ffn_hidden_size ?? 4 * read.hidden_size,
    activation: read.activation,
    epsilon: read.layer_norm_epsilon,
    bias: read.bias,
    halves: halvesOf(read, newer),
    rope: read.alibi ? null : readRope(config, { headDim, contextLength: read.max_position_embeddings }),
    tied: read.tie_word_embeddings,
  };
}

function halvesOf(read: z.infer<typeof Config>, newer: boolean): Halves {
  const { parallel_attn: parallel, num_ln_in_parallel_attn: norms } = read;
  if (newer && !parallel) {
    throw new InputError(
      'config.json of the checkpoint has new_decoder_architecture without parallel_attn, which no Falcon has',
    );
  }
  if (!newer) return parallel ? 'parallel' : 'sequential';
  return norms === 1 ? 'parallel' : 'parallel-two-norms';
}

function buildGraph(args: FalconArgs): Graph {
  const { vocabSize, hidden, layers, epsilon } = args;
  const graph = createGraph();
  const inputs = decoderInputs(graph, args);
  const mask = maskOf(graph, inputs, args);
  const angles = args.rope === null ? null : ropeAngles(graph, inputs, args.rope);
  const norm = (name: string, x: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
  const embedding = graph.tensor(`${EMBEDDING}.weight`, [vocabSize, hidden]);
  let state = graph.node('Gather', EMBEDDING, [embedding, inputs.ids], { ints: { axis: 0 } });
  for (let layer = 0; layer < layers; layer += 1) {
    state = addBlock(graph, state, { ...args, inputs, layer, mask, angles, norm });
  }
  const last = norm('ln_f', lastPosition(graph, state, inputs));
  const weight = `${args.tied ? EMBEDDING : HEAD}.weight`;
  const head = { name: HEAD, weight, inputs: hidden, outputs: vocabSize, bias: false };
  outputLogits(graph, linear(graph, last, head), vocabSize);
  return graph.finish();
}

/**
 * Falcon adds ALiBi before it scales the scores, and rounds the slopes and what they are multiplied with to bfloat16,
 * whatever it computes in (transformers' build_alibi_tensor, which takes over the code that the models came with).
 */
function maskOf(graph: GraphBuilder, inputs: DecoderInputs, { rope, heads, headDim }: FalconArgs): string {
  const causal = causalMask(graph, inputs);
  if (rope !== null) return causal;
  const scale = 1 / Math.sqrt(headDim);
  return alibiMask(graph, inputs, causal, { slopes: alibiSlopes(heads), bfloat16: true, scale });
}

interface FalconBlock extends FalconArgs {
  readonly inputs: DecoderInputs;
  readonly layer: number;
  readonly mask: string;
  readonly angles: RopeAngles | null;
  readonly norm: (name: string, x: string) => string;
}

function addBlock(graph: GraphBuilder, state: string, args: FalconBlock): string {
  const { layer, heads, kvHeads, bias, angles, norm } = args;
  const block = `h.${layer}`;
  const attend = (x: string): string =>
    fusedAttention(graph, x, args.inputs, {
      ...args,
      qkv: { name: `${block}.self_attention.query_key_value`, bias },
      columns: groupedQkv(heads, kvHeads),
      out: { name: `${block}.self_attention.dense`, bias },
      ...(angles && { rotate: (part: string, count: number) => rotate(graph, part, count, angles) }),
    });
  const mlp = { up: `${block}.mlp.dense_h_to_4h`, down: `${block}.mlp.dense_4h_to_h` };
  const feed = (x: string): string => plainMlp(graph, x, { ...args, ...mlp });
  switch (args.halves) {
    case 'sequential':
      return sequential(graph, block, state, {
        attend: (x) => attend(norm(`${block}.input_layernorm`, x)),
        feed: (x) => feed(norm(`${block}.post_attention_layernorm`, x)),
      });
    case 'parallel': {
      const normed = norm(`${block}.input_layernorm`, state);
      return parallel(graph, block, state, { attend: () => attend(normed), feed: () => feed(normed) });
    }
    case 'parallel-two-norms':
      return parallel(graph, block, state, {
        attend: (x) => attend(norm(`${block}.ln_attn`, x)),
        feed: (x) => feed(norm(`${block}.ln_mlp`, x)),
      });
    default:
      return args.halves satisfies never;
  }
}
