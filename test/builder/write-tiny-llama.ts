import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TinyLlama } from './tiny-llama.ts';
import { f32, writeSafetensors } from './write-safetensors.ts';

/** Writes a model as a checkpoint into a folder, with a tokenizer, since a build asks for one. */
export function writeTinyLlama(folder: string, { weights, config }: TinyLlama): void {
  const tensors = [...weights].map(([name, { shape, values }]) => [name, f32(shape, values)]);
  writeSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(tensors));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
}
