/** A LLaMA checkpoint of a few thousand random weights, and its forward pass in plain float64, for comparison. */
export interface TinyLlama {
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
}

export const TINY = {
  vocab: 48,
  hidden: 24,
  intermediate: 40,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  epsilon: 0.01,
  theta: 1000,
  context: 64,
} as const;

/** Untied, with biases everywhere, heads whose width is not hidden / heads, and a large epsilon, so that all of it counts. */
export function tinyLlama(): TinyLlama {
  const { vocab, hidden, intermediate, layers, heads, kvHeads, headDim } = TINY;
  const random = generator(20_261_123);
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  const add = (name: string, shape: readonly number[], scale: number, centre = 0): void => {
    const count = shape.reduce((product, size) => product * size, 1);
    weights.set(name, {
      shape,
      values: Float32Array.from({ length: count }, () => centre + scale * random()),
    });
  };
  const addLinear = (name: string, outputs: number, inputs: number): void => {
    add(`${name}.weight`, [outputs, inputs], 2 / Math.sqrt(inputs));
    add(`${name}.bias`, [outputs], 0.5);
  };
  add('model.embed_tokens.weight', [vocab, hidden], 1);
  for (let layer = 0; layer < layers; layer += 1) {
    const block = `model.layers.${layer}`;
    add(`${block}.input_layernorm.weight`, [hidden], 0.5, 1);
    addLinear(`${block}.self_attn.q_proj`, heads * headDim, hidden);
    addLinear(`${block}.self_attn.k_proj`, kvHeads * headDim, hidden);
    addLinear(`${block}.self_attn.v_proj`, kvHeads * headDim, hidden);
    addLinear(`${block}.self_attn.o_proj`, hidden, heads * headDim);
    add(`${block}.post_attention_layernorm.weight`, [hidden], 0.5, 1);
    addLinear(`${block}.mlp.gate_proj`, intermediate, hidden);
    addLinear(`${block}.mlp.up_proj`, intermediate, hidden);
    addLinear(`${block}.mlp.down_proj`, hidden, intermediate);
  }
  add('model.norm.weight', [hidden], 0.5, 1);
  add('lm_head.weight', [vocab, hidden], 1);
  return {
    weights,
    config: {
      model_type: 'llama',
      vocab_size: vocab,
      hidden_size: hidden,
      intermediate_size: intermediate,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      num_key_value_heads: kvHeads,
      head_dim: headDim,
      hidden_act: 'silu',
      rms_norm_eps: TINY.epsilon,
      max_position_embeddings: TINY.context,
      rope_theta: TINY.theta,
      attention_bias: true,
      mlp_bias: true,
      tie_word_embeddings: false,
    },
  };
}

/** Logits at the last position; `slowdown(i)` divides rotary frequency i. */
export function forward(
  model: TinyLlama,
  ids: readonly number[],
  slowdown: (index: number) => number,
): number[] {
  const { hidden, layers } = TINY;
  const embedding = weight(model, 'model.embed_tokens.weight');
  let states = ids.map((id) => Array.from(embedding.subarray(id * hidden, (id + 1) * hidden)));
  for (let layer = 0; layer < layers; layer += 1) {
    const block = `model.layers.${layer}`;
    const normed = states.map((state) => norm(model, `${block}.input_layernorm`, state));
    const attended = attend(model, `${block}.self_attn`, normed, slowdown);
    states = states.map((state, index) => plus(state, attended[index] ?? []));
    states = states.map((state) =>
      plus(state, feed(model, `${block}.mlp`, norm(model, `${block}.post_attention_layernorm`, state))),
    );
  }
  const head = weight(model, 'lm_head.weight');
  return multiply(head, norm(model, 'model.norm', states.at(-1) ?? []));
}

function attend(
  model: TinyLlama,
  name: string,
  states: readonly number[][],
  slowdown: (index: number) => number,
): number[][] {
  const { heads, kvHeads, headDim } = TINY;
  const head = (vector: readonly number[], index: number): number[] =>
    vector.slice(index * headDim, (index + 1) * headDim);
  const queries = states.map((state) => linear(model, `${name}.q_proj`, state));
  const keys = states.map((state) => linear(model, `${name}.k_proj`, state));
  const values = states.map((state) => linear(model, `${name}.v_proj`, state));
  return states.map((_, position) => {
    const mixed = Array.from({ length: heads }, (__, index) => {
      const shared = Math.floor((index * kvHeads) / heads);
      const query = rotate(head(queries[position] ?? [], index), position, slowdown);
      const scores = keys
        .slice(0, position + 1)
        .map((key, at) => dot(query, rotate(head(key, shared), at, slowdown)) / Math.sqrt(headDim));
      const top = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - top));
      const total = weights.reduce((sum, value) => sum + value, 0);
      return Array.from({ length: headDim }, (___, dimension) =>
        weights.reduce(
          (sum, share, at) => sum + (share / total) * (head(values[at] ?? [], shared)[dimension] ?? 0),
          0,
        ),
      );
    });
    return linear(model, `${name}.o_proj`, mixed.flat());
  });
}

function rotate(vector: readonly number[], position: number, slowdown: (index: number) => number): number[] {
  const half = vector.length / 2;
  return vector.map((value, index) => {
    const pair = index % half;
    const angle = (position * TINY.theta ** (-pair / half)) / slowdown(pair);
    const other = vector[(index + half) % vector.length] ?? 0;
    return value * Math.cos(angle) + (index < half ? -other : other) * Math.sin(angle);
  });
}

function feed(model: TinyLlama, name: string, state: readonly number[]): number[] {
  const up = linear(model, `${name}.up_proj`, state);
  const gated = linear(model, `${name}.gate_proj`, state).map(
    (value, index) => (value / (1 + Math.exp(-value))) * (up[index] ?? 0),
  );
  return linear(model, `${name}.down_proj`, gated);
}

function norm(model: TinyLlama, name: string, state: readonly number[]): number[] {
  const scale = Math.sqrt(state.reduce((sum, value) => sum + value * value, 0) / state.length + TINY.epsilon);
  const weights = weight(model, `${name}.weight`);
  return state.map((value, index) => (value / scale) * (weights[index] ?? 0));
}

function linear(model: TinyLlama, name: string, state: readonly number[]): number[] {
  return plus(multiply(weight(model, `${name}.weight`), state), [...weight(model, `${name}.bias`)]);
}

function multiply(matrix: Float32Array, vector: readonly number[]): number[] {
  return Array.from({ length: matrix.length / vector.length }, (_, row) =>
    vector.reduce((sum, value, column) => sum + value * (matrix[row * vector.length + column] ?? 0), 0),
  );
}

function plus(left: readonly number[], right: readonly number[]): number[] {
  return left.map((value, index) => value + (right[index] ?? Number.NaN));
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? Number.NaN), 0);
}

function weight(model: TinyLlama, name: string): Float32Array {
  const found = model.weights.get(name);
  if (found === undefined) throw new Error(`no weight ${name}`);
  return found.values;
}

/** Numbers from -1 to 1 of the Lehmer generator with multiplier 48271. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 2 - 1;
  };
}
