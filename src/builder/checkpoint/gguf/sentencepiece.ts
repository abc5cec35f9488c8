import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { InputError } from '../../../errors.ts';
import type { Metadata } from './metadata.ts';

/** Types of tokens, the same numbers in GGUF and in sentencepiece. */
const UNKNOWN = 2;
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;
const BYTE = 6;
/** sentencepiece's number of the kind BPE. */
const BPE = 2;
/** What stands for a space in pieces. */
const SPACE = '\u2581';

/**
 * The tokenizer.model (sentencepiece_model.proto) that a GGUF tokenizer of the kind "llama" was made of: its tokens,
 * scores and types, no replacement of characters, and a space before the text unless add_space_prefix says no. What
 * converters do to it is undone: spaces in user-defined tokens are U+2581 again (Gemma's runs of spaces), one token is
 * the unknown one, and fillers without use are never found in a text. Throws InputError where tokens, scores and types are not equally many.
 */
export function sentencePieceFile(metadata: Metadata): Uint8Array {
  const tokens = metadata.texts('tokenizer.ggml.tokens') ?? [];
  const scores = metadata.numbers('tokenizer.ggml.scores') ?? [];
  const types = metadata.numbers('tokenizer.ggml.token_type') ?? [];
  if (tokens.length === 0 || scores.length !== tokens.length || types.length !== tokens.length) {
    throw new InputError(
      `The GGUF file's tokenizer has ${tokens.length} tokens, ${scores.length} scores and ${types.length} token types; ` +
        'it needs a score and a type for each token',
    );
  }
  const unknown = metadata.number('tokenizer.ggml.unknown_token_id') ?? types.indexOf(UNKNOWN);
  const writer = new BinaryWriter();
  for (const [id, token] of tokens.entries()) {
    const filler = types[id] === UNKNOWN || types[id] === UNUSED;
    const type = id === unknown ? UNKNOWN : filler ? CONTROL : (types[id] ?? CONTROL);
    const piece = type === USER_DEFINED ? token.replaceAll(' ', SPACE) : token;
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(piece);
    writer.tag(2, WireType.Bit32).float(scores[id] ?? 0);
    writer.tag(3, WireType.Varint).int32(type).join();
  }
  writer.tag(2, WireType.LengthDelimited).fork();
  writer.tag(3, WireType.Varint).int32(BPE);
  writer.tag(35, WireType.Varint).bool(types.includes(BYTE));
  writer
    .tag(41, WireType.Varint)
    .int32(metadata.number('tokenizer.ggml.bos_token_id') ?? -1)
    .join();
  writer.tag(3, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string('identity');
  writer.tag(3, WireType.Varint).bool(metadata.boolean('tokenizer.ggml.add_space_prefix') ?? true);
  writer.tag(4, WireType.Varint).bool(false).join();
  return writer.finish();
}
