/** Reference token ids, and the tokenizers that they were made with, from wherever their files are. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileSource } from '../src/bytes/byte-source.ts';
import { readGgufHeader } from '../src/builder/checkpoint/gguf/header.ts';
import { metadataOf } from '../src/builder/checkpoint/gguf/metadata.ts';
import { tokenizerFiles } from '../src/builder/checkpoint/gguf/tokenizer.ts';
import { loadTokenizer } from '../src/tokenizer/load-tokenizer.ts';
import { openTokenizer } from '../src/tokenizer/open-tokenizer.ts';
import type { Tokenizer } from '../src/tokenizer/tokenizer.ts';

interface Encoded {
  readonly text: string;
  readonly ids: readonly number[];
}

/** A NAME.json of the reference folder. */
export interface Golden {
  readonly name: string;
  readonly kind: string;
  readonly strings: readonly Encoded[];
  /** `plain` is missing where the reference can't but recognise special tokens. */
  readonly special_text: readonly { readonly text: string; readonly plain?: readonly number[] }[];
  readonly letters: readonly Encoded[];
  readonly contexts: readonly Encoded[];
  readonly sets: Readonly<Record<string, { readonly sha256: string; readonly tokens: number }>>;
}

export function readGolden(name: string, reference: string): Golden {
  return JSON.parse(readFileSync(join(reference, 'golden/tokenizers', `${name}.json`), 'utf8')) as Golden;
}

/** Names of all reference files. */
export function goldenNames(reference: string): string[] {
  return readdirSync(join(reference, 'golden/tokenizers'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
}

/** Texts of a reference file that are not exam prompts, with their ids as plain text. */
export function shortTexts({
  strings,
  letters,
  contexts,
  special_text: special,
}: Golden): readonly Encoded[] {
  const plain = special.flatMap(({ text, plain: ids }) => (ids === undefined ? [] : [{ text, ids }]));
  return [...strings, ...letters, ...contexts, ...plain];
}

/**
 * The tokenizer of a reference file, from the first folder that has NAME/ with its files or NAME.gguf; null where none
 * has. tiny-chatglm's model is the ice_text.model of a ChatGLM whose ids begin at 0.
 */
export async function openGolden(name: string, folders: readonly string[]): Promise<Tokenizer | null> {
  for (const folder of folders) {
    const gguf = join(folder, `${name}.gguf`);
    if (existsSync(gguf)) return ggufTokenizer(gguf);
    const own = join(folder, name);
    if (!existsSync(own)) continue;
    if (name !== 'tiny-chatglm') return loadTokenizer(own);
    const files = new Map([
      ['ice_text.model', readFileSync(join(own, 'tokenizer.model'))],
      [
        'tokenizer_config.json',
        Buffer.from('{"tokenizer_class": "ChatGLMTokenizer", "num_image_tokens": 0}'),
      ],
    ]);
    return openTokenizer(files, own);
  }
  return null;
}

/** The tokenizer that a build takes out of a GGUF file; the file may lack weights. */
export function ggufTokenizer(path: string): Tokenizer {
  const source = fileSource(path);
  try {
    const files = tokenizerFiles(metadataOf(readGgufHeader(path, source).metadata));
    return openTokenizer(new Map(files.map(({ name, bytes }) => [name, bytes])), path);
  } finally {
    source.close();
  }
}
