import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { byteLevelTokenizer } from './byte-level-tokenizer.ts';
import { chatGlmTokenizer } from './chatglm.ts';
import { parseJson } from './json-file.ts';
import { jsonTokenizer } from './json-tokenizer.ts';
import { readModelFile } from './sentencepiece/model-file.ts';
import { sentencePieceTokenizer } from './sentencepiece/tokenizer.ts';
import { tiktokenTokenizer } from './tiktoken.ts';
import { tokenizerSettings } from './tokenizer-config.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The bytes of a tokenizer's files by their names. */
export type TokenizerFiles = ReadonlyMap<string, Uint8Array>;

/**
 * A tokenizer from the files of a model folder or checkpoint, `where`. Of several kinds the first is taken:
 * tokenizer.json, which its publisher made for this; a sentencepiece model; vocab.json with merges.txt; a tiktoken file.
 * Throws InputError where there is none of them, FormatError where one is damaged or can't be carried out exactly.
 */
export function openTokenizer(files: TokenizerFiles, where: string): Tokenizer {
  const json = (name: string): unknown => {
    const bytes = files.get(name);
    return bytes === undefined ? undefined : parseJson(bytes, join(where, name));
  };
  const config = json('tokenizer_config.json');
  if (files.has('tokenizer.json')) return jsonTokenizer({ tokenizer: json('tokenizer.json'), config, where });
  for (const name of ['tokenizer.model', 'spiece.model', 'ice_text.model']) {
    const bytes = files.get(name);
    if (bytes !== undefined) return sentencePiece(bytes, { name, config, where });
  }
  const merges = files.get('merges.txt');
  if (files.has('vocab.json') && merges !== undefined) {
    return byteLevelTokenizer({
      vocab: json('vocab.json'),
      merges,
      addedTokens: json('added_tokens.json'),
      specialTokens: json('special_tokens_map.json'),
      config,
      where,
    });
  }
  const ranks = files.get('qwen.tiktoken');
  if (ranks !== undefined) return tiktokenTokenizer(ranks, join(where, 'qwen.tiktoken'));
  throw new InputError(
    `${where} has no tokenizer.json, nor a tokenizer.model, vocab.json with merges.txt or qwen.tiktoken; copy the model's tokenizer files into it.`,
  );
}

function sentencePiece(
  bytes: Uint8Array,
  { name, config, where }: { readonly name: string; readonly config: unknown; readonly where: string },
): Tokenizer {
  const file = join(where, name);
  const model = readModelFile(bytes, file);
  if (name === 'ice_text.model') return chatGlmTokenizer(model, { config, where, file });
  if (tokenizerSettings(config, where).className === 'ChatGLMTokenizer') {
    throw new InputError(
      `${file} is of ChatGLM2 or a later ChatGLM, whose prompts are not made here; ChatGLM-6B has an ice_text.model.`,
    );
  }
  return sentencePieceTokenizer(model, { config, where, file });
}
