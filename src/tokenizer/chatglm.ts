import { z } from 'zod';
import { FormatError } from '../errors.ts';
import type { Piece, SentencePieceModel } from './sentencepiece/model-file.ts';
import { textEncoder } from './sentencepiece/tokenizer.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Runs of spaces up to this length have a piece of their own. */
const LONGEST_BLANK = 80;

/** Names of tokenizer_config.json; the published class has other settings off, and they are not carried out here. */
const settings = z.object({
  num_image_tokens: z.int().min(0).max(1_000_000).nullish(),
  do_lower_case: z.literal(false).nullish(),
  remove_space: z.literal(false).nullish(),
});

/** Ids below the text's, where the config doesn't say: those of the first revision (vocabulary 150,528). */
const IMAGE_TOKENS = 20_000;

/**
 * The tokenizer of ChatGLM-6B: a sentencepiece model over text whose line breaks, tabs and runs of spaces have become
 * pieces, with ids moved up by num_image_tokens. A prompt ends in `[gMASK] <sop>`, and the answer is a text of its own
 * behind it. After ChatGLMTokenizer (tokenization_chatglm.py). Throws FormatError for settings that are not carried out.
 */
export function chatGlmTokenizer(
  published: SentencePieceModel,
  { config, where, file }: { readonly config: unknown; readonly where: string; readonly file: string },
): Tokenizer {
  const parsed = settings.safeParse(config ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new FormatError(
      `${where}/tokenizer_config.json can't be used: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}.`,
    );
  }
  const offset = parsed.data.num_image_tokens ?? IMAGE_TOKENS;
  const model = withAddedPieces(published);
  const encode = textEncoder(model, file);
  const idOf = (text: string): number => {
    const index = model.pieces.findIndex((one) => one.text === text);
    if (index === -1)
      throw new FormatError(`${file} can't be used: it has no piece ${text}; copy the file again.`);
    return index + offset;
  };
  return {
    kind: model.algorithm,
    vocabularySize: model.pieces.length + offset,
    bos: { ids: [], addedByDefault: false },
    promptEnd: [idOf('[gMASK]'), idOf('<sop>')],
    encode: (text) => encode(spelledOut(text)).map((id) => id + offset),
    piece: (id) => model.pieces[id - offset]?.text ?? null,
  };
}

/** Line breaks, tabs and runs of spaces in the words that the pieces have for them. */
function spelledOut(text: string): string {
  return text
    .replaceAll('\n', '<n>')
    .replaceAll('\t', '<|tab|>')
    .replaceAll(/ {2,80}/g, (run) => `<|blank_${run.length}|>`);
}

/** The first revision's file lacks the pieces that its Python class appended; later files have them. */
function withAddedPieces(model: SentencePieceModel): SentencePieceModel {
  if (model.pieces.some(({ text }) => text === '[gMASK]')) return model;
  const controls = ['[MASK]', '[gMASK]', '[sMASK]', '<unused_0>', '<sop>', '<eop>', '<ENC>', '<dBLOCK>'];
  const blanks = Array.from({ length: LONGEST_BLANK - 1 }, (_, index) => `<|blank_${index + 2}|>`);
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  return {
    ...model,
    byteFallback: true,
    pieces: [
      ...model.pieces,
      ...controls.map((text) => piece(text, 'control')),
      ...['<|tab|>', ...blanks].map((text) => piece(text, 'user-defined')),
      ...bytes.map((text) => piece(text, 'byte')),
    ],
  };
}

function piece(text: string, type: Piece['type']): Piece {
  return { text, score: 0, type };
}
