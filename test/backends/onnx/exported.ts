import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/onnx');

/** The fixtures, and what their logits may differ by: these are from 2 to 15 in size, float16 has 11 bits, and MatMulNBits rounds its activations to 8. */
export const EXPORTS = [
  { name: 'llama-merged', graph: 'decoder_model_merged.onnx', exporter: 'optimum', tolerance: 1e-3 },
  { name: 'gpt2-half', graph: 'onnx/model_fp16.onnx', exporter: 'optimum', tolerance: 0.02 },
  { name: 'bloom-external', graph: 'model.onnx', exporter: 'optimum', tolerance: 1e-3 },
  { name: 'genai-fp32', graph: 'model.onnx', exporter: 'genai', tolerance: 1e-3 },
  { name: 'genai-int4', graph: 'model.onnx', exporter: 'genai', tolerance: 0.1 },
] as const;

/** Logits of transformers for a few sequences, the first two of which begin with the same `shared` ids. */
export interface ExpectedLogits {
  readonly shared: number;
  readonly cases: readonly { readonly input_ids: readonly number[]; readonly logits: readonly number[] }[];
}

/** Unpacks a graph as its exporter left it, with a tokenizer, into a folder of its name below another. */
export function unpackExport(name: string, parent: string): string {
  const folder = join(parent, name);
  cpSync(join(FIXTURES, name), folder, { recursive: true });
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.gz')) continue;
    const packed = join(folder, entry);
    writeFileSync(packed.slice(0, -'.gz'.length), gunzipSync(readFileSync(packed)));
    rmSync(packed);
  }
  rmSync(join(folder, 'expected.json'));
  copyFileSync(join(FIXTURES, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  return folder;
}

export function expectedLogits(name: string): ExpectedLogits {
  return JSON.parse(readFileSync(join(FIXTURES, name, 'expected.json'), 'utf8')) as ExpectedLogits;
}
