import type { Tokenizer } from '../tokenizer.ts';
import { wellFormed } from '../well-formed.ts';
import { sentencePieceBos } from './bos.ts';
import { bpeEncoder } from './bpe.ts';
import { bytePieces } from './model-file.ts';
import type { SentencePieceModel } from './model-file.ts';
import { normalizer } from './normalizer.ts';
import { unigramEncoder } from './unigram.ts';

/**
 * A tokenizer from a sentencepiece model. The ids of a text are those of the C++ library: control pieces are never found
 * in a text, user-defined ones always, and a character without a piece becomes its bytes or the unknown piece.
 * `config` is the parsed tokenizer_config.json, `where` the folder, `file` the model's path for messages.
 * Throws FormatError where the model's table of characters is damaged or BOS is asked for and missing.
 */
export function sentencePieceTokenizer(
  model: SentencePieceModel,
  { config, where, file }: { readonly config: unknown; readonly where: string; readonly file: string },
): Tokenizer {
  return {
    kind: model.algorithm,
    vocabularySize: model.pieces.length,
    bos: sentencePieceBos(model, config, where),
    promptEnd: [],
    encode: textEncoder(model, file),
    piece: (id) => model.pieces[id]?.text ?? null,
  };
}

/** A function from any text to the ids of its pieces. */
export function textEncoder(model: SentencePieceModel, file: string): (text: string) => number[] {
  const normalize = normalizer(model, file);
  const cut = model.algorithm === 'bpe' ? bpeEncoder(model.pieces) : unigramEncoder(model.pieces);
  const bytes = model.byteFallback ? bytePieces(model.pieces) : null;
  const unknown = model.pieces.findIndex(({ type }) => type === 'unknown');
  return (text) => {
    const ids: number[] = [];
    for (const id of cut(normalize(wellFormed(text)))) {
      if (id >= 0) ids.push(id);
      else if (bytes !== null) ids.push(...utf8(~id).map((byte) => bytes[byte] ?? unknown));
      // Unknown characters side by side are one token.
      else if (ids.at(-1) !== unknown) ids.push(unknown);
    }
    return ids;
  };
}

function utf8(point: number): number[] {
  return [...Buffer.from(String.fromCodePoint(point), 'utf8')];
}
