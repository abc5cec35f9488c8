import { ByteLevelPreTokenizer, Tokenizer as Library } from '@huggingface/tokenizers';
import { FormatError } from '../errors.ts';
import { addedTokenSplitter } from './added-tokens.ts';
import type { Section } from './added-tokens.ts';
import { findBos } from './bos.ts';
import { plainModel } from './plain-model.ts';
import { BYTE_LEVEL, preTokenizerSteps } from './pre-tokenizer-steps.ts';
import type { Step } from './pre-tokenizer-steps.ts';
import { parseTokenizerJson } from './tokenizer-json.ts';
import type { AddedToken, TokenizerJson } from './tokenizer-json.ts';
import type { Tokenizer } from './tokenizer.ts';
import { remember } from './remember.ts';
import { stripBesideAdded } from './strip-beside-added.ts';
import { wellFormed } from './well-formed.ts';
import { wordEncoder } from './word-encoder.ts';

/** Parsed files of a tokenizer folder. */
export interface JsonTokenizerFiles {
  /** tokenizer.json. */
  readonly tokenizer: unknown;
  /** tokenizer_config.json, or undefined where there is none. */
  readonly config: unknown;
  /** The folder, for messages. */
  readonly where: string;
  /** What the content was read from, for messages, where that is not tokenizer.json. */
  readonly source?: string;
  /** Whether an added token takes away the white space beside it, as in tokenizers written in Python. */
  readonly stripsBesideAdded?: boolean;
}

/**
 * A tokenizer from the content of tokenizer.json. The ids of a text are those of Hugging Face tokenizers (Rust) with
 * `encode_special_tokens = true` and `add_special_tokens = false`; normalizer, pre-tokenizer and model are carried out
 * by @huggingface/tokenizers, added tokens by ourselves. Truncation and padding in the file are not applied.
 * Throws FormatError for a file that is malformed or asks for something that would not be done as in the reference.
 */
export function jsonTokenizer({
  tokenizer,
  config,
  where,
  source = 'tokenizer.json',
  stripsBesideAdded = false,
}: JsonTokenizerFiles): Tokenizer {
  const file = `${where}/${source}`;
  const json = parseTokenizerJson(tokenizer, file);
  checkNormalizer(json.normalizer, file);
  const steps = preTokenizerSteps(json.pre_tokenizer, file);
  const pieces = pieceTable(json);
  const splitRaw = addedTokenSplitter(json.added_tokens.filter(isRaw), (content) => content);
  const idsByPiece = new Map([...pieces].map(([id, piece]) => [piece, id]));
  return {
    kind: json.model.type === 'BPE' ? 'bpe' : 'unigram',
    vocabularySize: [...pieces.keys()].reduce((highest, id) => Math.max(highest, id), -1) + 1,
    bos: findBos({
      config,
      postProcessor: json.post_processor,
      idOf: (token) => idsByPiece.get(token),
      where,
    }),
    encode: encoder(json, {
      steps,
      file,
      split: stripsBesideAdded
        ? (text) => stripBesideAdded(splitRaw(text), (id) => pieces.get(id) ?? '')
        : splitRaw,
    }),
    promptEnd: [],
    piece: (id) => pieces.get(id) ?? null,
  };
}

interface Parts {
  readonly steps: readonly Step[];
  /** Cuts out the added tokens that are looked for in the text as it is. */
  readonly split: (text: string) => readonly Section[];
  readonly file: string;
}

function encoder(json: TokenizerJson, { steps, split, file }: Parts): (text: string) => number[] {
  // As the last step the byte alphabet can wait until a pre-token is new.
  const bytesLast = steps.at(-1) === BYTE_LEVEL;
  const library = openLibrary(json, bytesLast ? steps.slice(0, -1) : steps, file);
  const bytes = new ByteLevelPreTokenizer(BYTE_LEVEL);
  const encodeWord = wordEncoder(library.model, json.model, file);
  const encodePreToken = bytesLast
    ? remember((preToken) => encodeWord(bytes.pre_tokenize(preToken).join('')))
    : encodeWord;
  const normalize = library.normalizer ?? ((text: string): string => text);
  const preTokenize = library.pre_tokenizer ?? ((text: string): string[] => [text]);
  const normalized = json.added_tokens.filter((token) => !isRaw(token));
  const splitNormalized = addedTokenSplitter(normalized, normalize);

  return (text) => {
    const ids: number[] = [];
    let first = true;
    for (const section of split(wellFormed(text))) {
      for (const part of typeof section === 'number' ? [section] : splitNormalized(normalize(section))) {
        if (typeof part === 'number') ids.push(part);
        else {
          // Metaspace's scheme `first` asks whether the piece begins the text.
          for (const preToken of preTokenize(part, { section_index: first ? 0 : 1 })) {
            for (const id of encodePreToken(preToken)) ids.push(id);
          }
        }
        first = false;
      }
    }
    return ids;
  };
}

/** Whether a token is looked for in the text as it is, not in the normalised one. */
function isRaw({ normalized, special }: AddedToken): boolean {
  return !(normalized ?? !special);
}

function openLibrary(json: TokenizerJson, steps: readonly Step[], file: string): Library {
  const definition = {
    added_tokens: [],
    normalizer: json.normalizer ?? null,
    pre_tokenizer: steps.length === 0 ? null : { type: 'Sequence', pretokenizers: steps },
    model: plainModel(json.model, json.added_tokens),
    post_processor: null,
    decoder: null,
  };
  try {
    return new Library(definition, {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${file} can't be used: ${reason}.`, { cause: error });
  }
}

/** The library only approximates character tables; every other normalizer is as in the reference, or refused by it. */
function checkNormalizer(normalizer: TokenizerJson['normalizer'], file: string): void {
  if (!JSON.stringify(normalizer ?? null).includes('"type":"Precompiled"')) return;
  throw new FormatError(
    `${file}: the normalizer Precompiled (a table of characters) can't be carried out exactly; use a model whose tokenizer has another.`,
  );
}

function pieceTable(json: TokenizerJson): Map<number, string> {
  const { model } = json;
  const pieces = new Map<number, string>(
    model.type === 'BPE'
      ? Object.entries(model.vocab).map(([piece, id]) => [id, piece])
      : model.vocab.map(([piece], id) => [id, piece]),
  );
  for (const { id, content } of json.added_tokens) pieces.set(id, content);
  return pieces;
}
