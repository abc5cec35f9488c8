import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { global, MARK, pickle, reduce, tensor, text } from '../../test/builder/write-torch.ts';
import { type ArchiveFile, writeTorchArchive } from './torch-archive.ts';

export interface BaichuanShape {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly intermediate: number;
  readonly layers: number;
  readonly heads: number;
}

/** The published config of Baichuan-7B. */
export const BAICHUAN_7B: BaichuanShape = {
  vocabulary: 64_000,
  hidden: 4096,
  intermediate: 11_008,
  layers: 32,
  heads: 32,
};

/** The same in small, with as many tokens as the tokenizer that is put beside it needs. */
export const SMALL_BAICHUAN: BaichuanShape = {
  vocabulary: 4000,
  hidden: 64,
  intermediate: 176,
  layers: 12,
  heads: 4,
};

const TOKENIZER = resolve(import.meta.dirname, '../../test/fixtures/tokenizer/tiny-bloom/tokenizer.json');
const PIECE_BYTES = 16 * 1024 * 1024;
const BYTES_PER_VALUE = 2;

/**
 * Writes a checkpoint folder in Baichuan-7B's layout, with random bfloat16 weights (seeded, the same each time) in one
 * pytorch_model.bin, and any tokenizer. Memory stays flat whatever the shape.
 */
export function makeBaichuan(folder: string, shape: BaichuanShape): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), `${JSON.stringify(configOf(shape), null, 2)}\n`);
  copyFileSync(TOKENIZER, join(folder, 'tokenizer.json'));
  const tensors = tensorsOf(shape);
  const data = stateDict(tensors);
  const random = xorshift(20_230_615);
  const storages = tensors.map(({ size: count }, key): ArchiveFile & { readonly key: string } => ({
    key: String(key),
    name: `pytorch_model/data/${key}`,
    size: valuesOf(count) * BYTES_PER_VALUE,
    pieces: () => bf16Pieces(valuesOf(count), count.length === 1 ? NEAR_ONE : NEAR_ZERO, random),
  }));
  writeTorchArchive(join(folder, 'pytorch_model.bin'), [
    whole('pytorch_model/data.pkl', data),
    whole('pytorch_model/byteorder', Buffer.from('little')),
    // torch sorts the storages by their keys as texts: 0, 1, 10, 100, …
    ...storages.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    whole('pytorch_model/version', Buffer.from('3\n')),
  ]);
}

export interface NamedTensor {
  readonly name: string;
  readonly size: readonly number[];
}

/** In the order of the authors' modelling code. */
export function tensorsOf({
  vocabulary,
  hidden,
  intermediate,
  layers,
}: BaichuanShape): readonly NamedTensor[] {
  return [
    { name: 'model.embed_tokens.weight', size: [vocabulary, hidden] },
    ...Array.from({ length: layers }, (_, layer) => [
      { name: `model.layers.${layer}.self_attn.W_pack.weight`, size: [3 * hidden, hidden] },
      { name: `model.layers.${layer}.self_attn.o_proj.weight`, size: [hidden, hidden] },
      { name: `model.layers.${layer}.mlp.gate_proj.weight`, size: [intermediate, hidden] },
      { name: `model.layers.${layer}.mlp.down_proj.weight`, size: [hidden, intermediate] },
      { name: `model.layers.${layer}.mlp.up_proj.weight`, size: [intermediate, hidden] },
      { name: `model.layers.${layer}.input_layernorm.weight`, size: [hidden] },
      { name: `model.layers.${layer}.post_attention_layernorm.weight`, size: [hidden] },
    ]).flat(),
    { name: 'model.norm.weight', size: [hidden] },
    { name: 'lm_head.weight', size: [vocabulary, hidden] },
  ];
}

function configOf({ vocabulary, hidden, intermediate, layers, heads }: BaichuanShape): object {
  return {
    architectures: ['BaiChuanForCausalLM'],
    auto_map: {
      AutoConfig: 'configuration_baichuan.BaiChuanConfig',
      AutoModelForCausalLM: 'modeling_baichuan.BaiChuanForCausalLM',
    },
    bos_token_id: 1,
    eos_token_id: 2,
    hidden_act: 'silu',
    hidden_size: hidden,
    initializer_range: 0.02,
    intermediate_size: intermediate,
    max_position_embeddings: 4096,
    model_type: 'baichuan',
    num_attention_heads: heads,
    num_hidden_layers: layers,
    pad_token_id: 0,
    rms_norm_eps: 1e-6,
    tie_word_embeddings: false,
    torch_dtype: 'bfloat16',
    use_cache: true,
    vocab_size: vocabulary,
  };
}

function stateDict(tensors: readonly NamedTensor[]): Uint8Array {
  const entries = tensors.flatMap(({ name, size }, key) => {
    const stride = size.map((_, axis) => valuesOf(size.slice(axis + 1)));
    const view = { type: 'BFloat16Storage', key: String(key), count: valuesOf(size), shape: size, stride };
    return [text(name), tensor(view)];
  });
  const dict = reduce(global('collections', 'OrderedDict'));
  return pickle(dict, MARK, ...entries, Buffer.from('u'));
}

function whole(name: string, bytes: Uint8Array): ArchiveFile {
  return { name, size: bytes.length, pieces: () => [bytes] };
}

/** Which bits of a bfloat16 are drawn, and which are set; two values a word. */
interface Draw {
  readonly drawn: number;
  readonly set: number;
}

/** Sign, two bits of the exponent and the fraction: from 2^-7 to 2^-3 and their negatives. */
const NEAR_ZERO: Draw = { drawn: 0x81ff_81ff, set: 0x3c00_3c00 };
/** 1 to 1.12, as the weights of norms are. */
const NEAR_ONE: Draw = { drawn: 0x000f_000f, set: 0x3f80_3f80 };

function* bf16Pieces(values: number, { drawn, set }: Draw, random: () => number): Generator<Uint8Array> {
  for (let left = values * BYTES_PER_VALUE; left > 0; left -= PIECE_BYTES) {
    const bytes = Math.min(left, PIECE_BYTES);
    const words = new Uint32Array(Math.ceil(bytes / 4));
    for (let index = 0; index < words.length; index += 1) words[index] = (random() & drawn) | set;
    yield new Uint8Array(words.buffer, 0, bytes);
  }
}

/** Marsaglia's xorshift of 32 bits, whose period of 2^32 - 1 words is longer than the checkpoint. */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

export function valuesOf(size: readonly number[]): number {
  return size.reduce((product, length) => product * length, 1);
}
