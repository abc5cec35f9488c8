import { mkdtempSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { buildModel } from '../../../src/builder/build.ts';
import type { ModelFolder } from '../../../src/model-folder.ts';

const CHECKPOINT = join(import.meta.dirname, '../../fixtures/builder/llama-gqa-tied');

/** Logits of the reference implementation for a few sequences; `prefix` names pairs that begin alike. */
export interface Expected {
  readonly cases: readonly { readonly input_ids: readonly number[]; readonly logits: readonly number[] }[];
  readonly prefix: readonly (readonly number[])[];
}

export const expected = JSON.parse(readFileSync(join(CHECKPOINT, 'expected.json'), 'utf8')) as Expected;

/** Builds the fixture (9 query heads over 3, context 256, vocabulary 160) into a folder that goes with the test file. */
export async function tinyModel(): Promise<ModelFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-onnx-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const checkpoint = join(folder, 'checkpoint');
  cpSync(CHECKPOINT, checkpoint, { recursive: true });
  writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
  return buildModel({ checkpoint, out: join(folder, 'model') });
}
