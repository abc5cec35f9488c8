import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export interface TestPiece {
  readonly text: string | Uint8Array;
  readonly score?: number;
  /** By sentencepiece's numbers: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte. */
  readonly type?: number;
}

export interface TestModel {
  readonly pieces: readonly TestPiece[];
  /** 1 unigram, 2 BPE. */
  readonly modelType?: number;
  readonly byteFallback?: boolean;
  readonly bosId?: number;
  readonly charsmap?: Uint8Array;
  readonly dummyPrefix?: boolean;
  readonly removeExtraSpaces?: boolean;
  readonly spaceAsSuffix?: boolean;
}

/** The bytes of a tokenizer.model, written after sentencepiece_model.proto. */
export function modelBytes(model: TestModel): Uint8Array {
  const writer = new BinaryWriter();
  for (const { text, score = 0, type = 1 } of model.pieces) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).bytes(typeof text === 'string' ? Buffer.from(text) : text);
    writer.tag(2, WireType.Bit32).float(score);
    writer.tag(3, WireType.Varint).int32(type).join();
  }
  writer.tag(2, WireType.LengthDelimited).fork();
  writer.tag(3, WireType.Varint).int32(model.modelType ?? 2);
  writer.tag(24, WireType.Varint).bool(model.spaceAsSuffix ?? false);
  writer.tag(35, WireType.Varint).bool(model.byteFallback ?? false);
  writer
    .tag(41, WireType.Varint)
    .int32(model.bosId ?? -1)
    .join();
  writer.tag(3, WireType.LengthDelimited).fork();
  if (model.charsmap !== undefined) writer.tag(2, WireType.LengthDelimited).bytes(model.charsmap);
  writer.tag(3, WireType.Varint).bool(model.dummyPrefix ?? false);
  writer
    .tag(4, WireType.Varint)
    .bool(model.removeExtraSpaces ?? false)
    .join();
  return writer.finish();
}

export const UNKNOWN: TestPiece = { text: '<unk>', type: 2 };

/** The 256 byte pieces. */
export const BYTES: readonly TestPiece[] = Array.from({ length: 256 }, (_, byte) => ({
  text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  type: 6,
}));
