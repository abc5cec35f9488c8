import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { FormatError } from '../../errors.ts';

/** Four times the file of the largest published vocabularies (262,144 pieces). */
const MAX_MODEL_BYTES = 16 * 1024 * 1024;
/** A piece's bytes; real ones have up to some hundred, and what a piece costs grows with the square. */
const MAX_PIECE_BYTES = 1024;

/** Types of pieces by their number in the file. */
const PIECE_TYPES = ['', 'normal', 'unknown', 'control', 'user-defined', 'unused', 'byte'] as const;
export type PieceType = Exclude<(typeof PIECE_TYPES)[number], ''>;

export interface Piece {
  readonly text: string;
  readonly score: number;
  readonly type: PieceType;
}

/** What a tokenizer.model of sentencepiece holds, so far as it decides which ids a text gets. */
export interface SentencePieceModel {
  /** By id. */
  readonly pieces: readonly Piece[];
  readonly algorithm: 'bpe' | 'unigram';
  /** A character without a piece becomes its bytes. */
  readonly byteFallback: boolean;
  /** The dummy space stands behind a text, not before it. */
  readonly spaceAsSuffix: boolean;
  /** Id of BOS, negative where there is none. */
  readonly bosId: number;
  readonly normalizer: NormalizerSpec;
}

interface NormalizerSpec {
  /** The compiled table of replacements; empty for the normaliser "identity". */
  readonly charsmap: Uint8Array;
  readonly addDummyPrefix: boolean;
  readonly removeExtraSpaces: boolean;
  /** Spaces become U+2581. */
  readonly escapeSpaces: boolean;
}

/**
 * Reads the protobuf message of a tokenizer.model; field numbers as in sentencepiece_model.proto. `where` names the
 * file in messages. Throws FormatError for bytes that are no such model, and for models that sentencepiece refuses:
 * without an unknown piece, with empty, repeated or over-long pieces, scores that are no numbers, or byte pieces that
 * are not all there; and for kinds other than BPE and unigram.
 */
export function readModelFile(bytes: Uint8Array, where: string): SentencePieceModel {
  const refuse = (reason: string): FormatError => new FormatError(`${where} can't be used: ${reason}`);
  if (bytes.length > MAX_MODEL_BYTES) {
    throw refuse(
      `it has ${bytes.length} bytes, and a sentencepiece model has at most ${MAX_MODEL_BYTES}; is it the right file?`,
    );
  }
  try {
    const model = parseModel(bytes);
    checkPieces(model);
    return model;
  } catch (error) {
    // The reader's own errors (RangeError, Error) tell of bytes that are no protobuf message.
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(
      error instanceof Fault
        ? reason
        : `it is not a sentencepiece model, or cut short (${reason}); copy the file again.`,
    );
  }
}

/** Something a model says that can't be. */
class Fault extends Error {}

function parseModel(bytes: Uint8Array): SentencePieceModel {
  const pieces: Piece[] = [];
  let trainer = { algorithm: 1, spaceAsSuffix: false, byteFallback: false, bosId: 1 };
  let normalizer: NormalizerSpec = {
    charsmap: new Uint8Array(),
    addDummyPrefix: true,
    removeExtraSpaces: true,
    escapeSpaces: true,
  };
  readFields(bytes, {
    1: (reader) => pieces.push(readPiece(reader.bytes(), pieces.length)),
    2: (reader) => {
      readFields(reader.bytes(), {
        3: (inner) => (trainer = { ...trainer, algorithm: inner.int32() }),
        24: (inner) => (trainer = { ...trainer, spaceAsSuffix: inner.bool() }),
        35: (inner) => (trainer = { ...trainer, byteFallback: inner.bool() }),
        41: (inner) => (trainer = { ...trainer, bosId: inner.int32() }),
      });
    },
    3: (reader) => {
      readFields(reader.bytes(), {
        2: (inner) => (normalizer = { ...normalizer, charsmap: inner.bytes() }),
        3: (inner) => (normalizer = { ...normalizer, addDummyPrefix: inner.bool() }),
        4: (inner) => (normalizer = { ...normalizer, removeExtraSpaces: inner.bool() }),
        5: (inner) => (normalizer = { ...normalizer, escapeSpaces: inner.bool() }),
      });
    },
  });
  const { algorithm, ...rest } = trainer;
  if (algorithm !== 1 && algorithm !== 2) {
    throw new Fault(`its model_type is ${algorithm}; only 1 (unigram) and 2 (BPE) can be carried out.`);
  }
  return { ...rest, pieces, algorithm: algorithm === 1 ? 'unigram' : 'bpe', normalizer };
}

function readPiece(bytes: Uint8Array, id: number): Piece {
  let text: Uint8Array = new Uint8Array();
  let score = 0;
  let type = 1;
  readFields(bytes, {
    1: (reader) => (text = reader.bytes()),
    2: (reader) => (score = reader.float()),
    3: (reader) => (type = reader.int32()),
  });
  const name = PIECE_TYPES[type];
  if (name === undefined || name === '')
    throw new Fault(`piece ${id} has the type ${type}, and there are 1 to 6.`);
  if (!Number.isFinite(score)) throw new Fault(`piece ${id} has the score ${score}; the file is damaged.`);
  if (text.length === 0 || text.length > MAX_PIECE_BYTES) {
    throw new Fault(`piece ${id} has ${text.length} bytes, and a piece has 1 to ${MAX_PIECE_BYTES}.`);
  }
  try {
    return { text: UTF8.decode(text), score, type: name };
  } catch {
    throw new Fault(`piece ${id} is not UTF-8; the file is damaged.`);
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Calls the function of each field that is there, with the reader at its value; other fields are passed over. */
function readFields(
  bytes: Uint8Array,
  fields: Readonly<Record<number, (reader: BinaryReader) => unknown>>,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const read = fields[number];
    if (read === undefined || wireType === WireType.EndGroup) reader.skip(wireType, number);
    else read(reader);
  }
  if (reader.pos > reader.len) throw new Fault('a field reaches beyond its end; the file is cut short.');
}

function checkPieces({ pieces, byteFallback }: SentencePieceModel): void {
  // Control, unknown and byte pieces have names of their own, apart from what can stand in a text.
  const texts = new Set<string>();
  const names = new Set<string>();
  for (const [id, { text, type }] of pieces.entries()) {
    if (text.includes('\0')) throw new Fault(`piece ${id} holds a null character; the file is damaged.`);
    const seen = isMatched(type) ? texts : names;
    if (seen.has(text))
      throw new Fault(`the piece ${JSON.stringify(text)} is there twice; the file is damaged.`);
    seen.add(text);
    if (type === 'byte' && !byteFallback) {
      throw new Fault(`it has byte pieces, and byte_fallback is off; the file is damaged.`);
    }
  }
  const unknown = pieces.filter(({ type }) => type === 'unknown').length;
  if (unknown !== 1) throw new Fault(`it has ${unknown} unknown pieces, and a model has one.`);
  if (byteFallback) bytePieces(pieces);
}

/** Whether a piece of this type is looked for in a text. */
export function isMatched(type: PieceType): boolean {
  return type === 'normal' || type === 'user-defined' || type === 'unused';
}

/** The ids of the pieces `<0x00>` to `<0xFF>`. Throws where one is missing. */
export function bytePieces(pieces: readonly Piece[]): readonly number[] {
  const ids = new Map(pieces.flatMap(({ text, type }, id) => (type === 'byte' ? [[text, id] as const] : [])));
  return Array.from({ length: 256 }, (_, byte) => {
    const name = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
    const id = ids.get(name);
    if (id === undefined)
      throw new Fault(`byte_fallback is on, and the piece ${name} is missing; the file is damaged.`);
    return id;
  });
}
