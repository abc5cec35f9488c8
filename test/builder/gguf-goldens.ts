import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildModel } from '../../src/builder/build.ts';
import type { ModelFolder } from '../../src/model-folder.ts';
import type { Case } from './golden-checkpoints.ts';
import { text, typed, u64 } from './write-gguf.ts';

const FIXTURES = resolve(import.meta.dirname, '../fixtures/builder/gguf');

/** Logits that transformers computes of the checkpoint that llama.cpp's converter made a file of; make.py says how. */
export interface GgufGolden {
  /** Leading ids that the last two sequences have in common. */
  readonly shared: number;
  readonly cases: readonly Case[];
}

/** The GGUF files with known logits, by name. */
export function ggufGoldens(): Readonly<Record<string, GgufGolden>> {
  return JSON.parse(readFileSync(join(FIXTURES, 'logits.json'), 'utf8')) as Record<string, GgufGolden>;
}

/** Builds one of the files inside a folder; with a tokenizer, since a build asks for one and the files have none. */
export function buildGgufGolden(name: string, folder: string): Promise<ModelFolder> {
  const checkpoint = join(folder, `${name}.gguf`);
  writeFileSync(checkpoint, withTokenizer(readFileSync(join(FIXTURES, `${name}.gguf`))));
  return buildModel({ checkpoint, out: join(folder, 'model') });
}

/** Magic, version and the numbers of tensors and of metadata. */
const HEAD_BYTES = 24;
const ALIGNMENT = 32;

/** Puts metadata of a tokenizer in front of a file's own, as many bytes as leave its tensors aligned. */
function withTokenizer(file: Buffer): Uint8Array {
  const entries = [
    entry('tokenizer.ggml.model', { text: 'gpt2' }),
    entry('tokenizer.ggml.pre', { text: 'gpt-2' }),
    entry('tokenizer.ggml.tokens', { texts: ['a', 'b', 'ab', 'd', 'e', 'f', 'g', 'h'] }),
    entry('tokenizer.ggml.token_type', { i32s: Array<number>(8).fill(1) }),
    entry('tokenizer.ggml.merges', { texts: ['a b'] }),
  ];
  const bytes = Buffer.concat([...entries, entry('general.description', { text: '' })]);
  const filling = ' '.repeat((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT);
  const filled = Buffer.concat([...entries, entry('general.description', { text: filling })]);
  const count = u64(file.readBigUInt64LE(16) + BigInt(entries.length + 1));
  return Buffer.concat([file.subarray(0, 16), count, filled, file.subarray(HEAD_BYTES)]);
}

function entry(key: string, value: Parameters<typeof typed>[0]): Uint8Array {
  return Buffer.concat([text(key), ...typed(value)]);
}
