import { mkdtempSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { buildModel } from '../../../src/builder/build.ts';
import type { ModelFolder } from '../../../src/model-folder.ts';
import type { Precision } from '../../../src/precision.ts';

export const FIXTURES = join(import.meta.dirname, '../../fixtures/builder');

/** Logits of the reference implementation for a few sequences; `prefix` names pairs that begin alike. */
export interface Expected {
  readonly cases: readonly { readonly input_ids: readonly number[]; readonly logits: readonly number[] }[];
  readonly prefix: readonly (readonly number[])[];
}

export function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(join(FIXTURES, name, 'expected.json'), 'utf8')) as Expected;
}

/** Builds a fixture (context 256, vocabulary 160) into a folder that goes with the test file. */
export async function tinyModel(name: string, precision: Precision = 'fp32'): Promise<ModelFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-onnx-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const checkpoint = join(folder, 'checkpoint');
  cpSync(join(FIXTURES, name), checkpoint, { recursive: true });
  writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
  return buildModel({ checkpoint, out: join(folder, 'model'), precision });
}
