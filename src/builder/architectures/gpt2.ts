import { z } from 'zod';
import type { Graph, GraphBuilder } from '../graph/graph.ts';
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
} from './parts/config.ts';
import type { DecoderInputs } from './parts/decoder.ts';
import { decoderInputs, lastPosition, outputLogits } from './parts/decoder.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { contiguousQkv } from './parts/qkv.ts';
import { sequential } from './parts/residual.ts';

/** Keys of a GPT-2 config.json; the options of transformers' class that no published GPT-2 uses are refused. */
const Config = z.object({
  vocab_size: VocabularySize,
  n_embd: Width,
  n_layer: Count,
  n_head: Count,
  n_inner: Width.nullish(),
  n_positions: ContextLength,
  activation_function: ActivationName.default('gelu-tanh'),
  layer_norm_epsilon: Epsilon.default(1e-5),
  scale_attn_weights: z.literal(true).default(true),
  scale_attn_by_inverse_layer_idx: z.literal(false).default(false),
  add_cross_attention: z.literal(false).default(false),
  tie_word_embeddings: z.literal(true).default(true),
});

interface Gpt2Args extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  readonly epsilon: number;
}

const EMBEDDING = 'wte';
const POSITIONS = 'wpe';
const HEAD = 'lm_head';
/** What GPT-2 calls its linear layers: convolutions of width 1. */
const CONVOLUTION = { bias: true, inputsFirst: true };

/** GPT-2 of all sizes: learned positions, and the embedding is the output matrix. */
export const gpt2: Architecture = {
  modelType: 'gpt2',
  optionalPrefix: 'transformer.',
  build(config) {
    const args = readArgs(config);
    return { ...args, graph: buildGraph(args), redundant: [`${HEAD}.weight`] };
  },
};

function readArgs(config: unknown): Gpt2Args {
  const read = readConfig(Config, config);
  return {
    vocabSize: read.vocab_size,
    contextLength: read.n_positions,
    layers: read.n_layer,
    kvHeads: read.n_head,
    headDim: headWidth(read.n_embd, read.n_head),
    hidden: read.n_embd,
    heads: read.n_head,
    intermediate: read.n_inner ?? 4 * read.n_embd,
    activation: read.activation_function,
    epsilon: read.layer_norm_epsilon,
  };
}

function buildGraph(args: Gpt2Args): Graph {
  const { vocabSize, hidden, heads, epsilon } = args;
  const graph = createGraph();
  const inputs = decoderInputs(graph, args);
  const mask = causalMask(graph, inputs);
  const norm = (name: string, x: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
  let state = embedded(graph, inputs, args);
  for (let layer = 0; layer < args.layers; layer += 1) {
    const block = `h.${layer}`;
    const attend = (x: string): string =>
      fusedAttention(graph, x, inputs, {
        ...args,
        layer,
        mask,
        qkv: { name: `${block}.attn.c_attn`, ...CONVOLUTION },
        columns: contiguousQkv(heads, heads),
        out: { name: `${block}.attn.c_proj`, ...CONVOLUTION },
      });
    const mlp = { up: `${block}.mlp.c_fc`, down: `${block}.mlp.c_proj`, ...CONVOLUTION };
    state = sequential(graph, block, state, {
      attend: (x) => attend(norm(`${block}.ln_1`, x)),
      feed: (x) => plainMlp(graph, norm(`${block}.ln_2`, x), { ...args, ...mlp }),
    });
  }
  const last = norm('ln_f', lastPosition(graph, state, inputs));
  const weight = `${EMBEDDING}.weight`;
  const head = { name: HEAD, weight, inputs: hidden, outputs: vocabSize, bias: false };
  outputLogits(graph, linear(graph, last, head), vocabSize);
  return graph.finish();
}

/** The embedding of each token plus that of its position. */
function embedded(graph: GraphBuilder, { ids, positions }: DecoderInputs, args: Gpt2Args): string {
  const { vocabSize, contextLength, hidden } = args;
  const rows = { ints: { axis: 0 } };
  const words = graph.tensor(`${EMBEDDING}.weight`, [vocabSize, hidden]);
  const places = graph.tensor(`${POSITIONS}.weight`, [contextLength, hidden]);
  const flat = graph.node('Reshape', 'flat_positions', [positions, graph.int64([-1])]);
  const word = graph.node('Gather', EMBEDDING, [words, ids], rows);
  return graph.node('Add', 'embedded', [word, graph.node('Gather', POSITIONS, [places, flat], rows)]);
}
