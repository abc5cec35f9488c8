import { FormatError } from '../errors.ts';
import { remember } from './remember.ts';
import { scoreBpe } from './score-bpe.ts';
import type { Tokenizer } from './tokenizer.ts';
import { wellFormed } from './well-formed.ts';

/** Six times Qwen's file, which has 151,643 lines. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Tokens of published files have up to 128 bytes. */
const MAX_TOKEN_BYTES = 1024;

/**
 * Qwen's pattern (QwenLM, tokenization_qwen.py), written out for JavaScript: `(?i:)` also takes the long s for s, and
 * \s is Unicode's White_Space.
 */
const QWEN_PATTERN =
  /'(?:[sS\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** What the same file appends to the ranks, in order. */
const QWEN_SPECIAL_TOKENS = [
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
  '<R>',
  '<S>',
  '<X>',
  '<mask>',
  '<sep>',
].concat(Array.from({ length: 200 }, (_, index) => `<extra_${index}>`));

/**
 * The tokenizer of Qwen-1 from qwen.tiktoken: lines of a token's bytes in Base64 and its rank, which is its id. Text is
 * brought to NFC and cut by Qwen's pattern; in each part neighbours whose joint bytes have the lowest rank are joined,
 * the leftmost first. No BOS. Throws FormatError for a malformed file.
 */
export function tiktokenTokenizer(bytes: Uint8Array, file: string): Tokenizer {
  const tokens = readRanks(bytes, file);
  const merge = scoreBpe(
    tokens.map((text, id) => ({ id, text, score: -id })),
    new Set(),
  );
  const ids = new Map(tokens.map((text, id) => [text, id]));
  const encodePart = remember((part) => {
    const word = Buffer.from(part, 'utf8').toString('latin1');
    const whole = ids.get(word);
    return whole === undefined ? merge(word) : [whole];
  });
  const all = [...tokens.map(spelling), ...QWEN_SPECIAL_TOKENS];
  return {
    kind: 'bpe',
    vocabularySize: all.length,
    bos: { ids: [], addedByDefault: false },
    promptEnd: [],
    encode: (text) => (wellFormed(text).normalize('NFC').match(QWEN_PATTERN) ?? []).flatMap(encodePart),
    piece: (id) => all[id] ?? null,
  };
}

/** The tokens by rank, each byte as the character of that number. */
function readRanks(bytes: Uint8Array, file: string): string[] {
  const refuse = (reason: string): FormatError => new FormatError(`${file} can't be used: ${reason}`);
  if (bytes.length > MAX_FILE_BYTES) {
    throw refuse(
      `it has ${bytes.length} bytes, and at most ${MAX_FILE_BYTES} are read; is it the right file?`,
    );
  }
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const tokens: string[] = Array.from({ length: lines.length }, () => '');
  for (const [index, line] of lines.entries()) {
    const [, base64 = '', digits = ''] = /^([A-Za-z0-9+/]+={0,2}) (\d{1,8})$/.exec(line) ?? [];
    const token = Buffer.from(base64, 'base64').toString('latin1');
    if (token === '' || token.length > MAX_TOKEN_BYTES) {
      throw refuse(`line ${index + 1} is not a token in Base64 and its rank; copy the file again.`);
    }
    if (tokens[Number(digits)] !== '') {
      throw refuse(
        `line ${index + 1} has the rank ${digits}, and each from 0 to ${lines.length - 1} is there once.`,
      );
    }
    tokens[Number(digits)] = token;
  }
  const found = new Set(tokens);
  if (found.size !== tokens.length) throw refuse('a token is there twice; copy the file again.');
  for (let byte = 0; byte < 256; byte += 1) {
    if (!found.has(String.fromCharCode(byte)))
      throw refuse(`the byte ${byte} has no token; the file is cut short.`);
  }
  return tokens;
}

/** A token for people: as text where it is UTF-8. */
function spelling(token: string): string {
  return Buffer.from(token, 'latin1').toString('utf8');
}
