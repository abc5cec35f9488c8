import { TINY_CHATGLM } from '../tiny-chatglm.ts';

/** The least that each family's config.json says, of a tiny model. */
export const BLOOM = {
  model_type: 'bloom',
  vocab_size: 40,
  hidden_size: 24,
  n_layer: 2,
  num_attention_heads: 3,
  layer_norm_epsilon: 1e-5,
};
export const FALCON = {
  model_type: 'falcon',
  vocab_size: 40,
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  layer_norm_epsilon: 1e-5,
};
export const MPT = {
  model_type: 'mpt',
  vocab_size: 40,
  d_model: 24,
  n_layers: 2,
  n_heads: 3,
  max_seq_len: 64,
  attn_config: { alibi: true },
};
export const GPT_NEOX = {
  model_type: 'gpt_neox',
  vocab_size: 40,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  hidden_act: 'gelu',
  max_position_embeddings: 64,
};
export const GPT2 = {
  model_type: 'gpt2',
  vocab_size: 40,
  n_embd: 24,
  n_layer: 2,
  n_head: 3,
  n_positions: 64,
};
export const CODEGEN = {
  model_type: 'codegen',
  vocab_size: 40,
  n_embd: 64,
  n_layer: 2,
  n_head: 4,
  n_positions: 64,
  rotary_dim: 8,
};
export const CHATGLM = TINY_CHATGLM;
