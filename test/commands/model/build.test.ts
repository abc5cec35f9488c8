import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCommand } from '../../../src/commands/model/build.ts';
import { FormatError } from '../../../src/errors.ts';
import { tempFolder } from '../../builder/temp-folder.ts';
import { tinyLlama } from '../../builder/tiny-llama.ts';
import { TINY_METADATA, tinyTensors } from '../../builder/tiny-llama-gguf.ts';
import { ggufBytes } from '../../builder/write-gguf.ts';

describe('model build', () => {
  it('refuses a GGUF file whose rebuilt tokenizer can not be used, before anything is written', async () => {
    const folder = tempFolder();
    const checkpoint = join(folder, 'tiny.gguf');
    // A merge whose product is no token.
    const metadata = { ...TINY_METADATA, 'tokenizer.ggml.merges': { texts: ['a b', 'b b'] } };
    writeFileSync(checkpoint, ggufBytes({ metadata, tensors: tinyTensors(tinyLlama()) }));
    const flags = { checkpoint, out: join(folder, 'model'), force: false, json: undefined, quiet: true };
    const built = buildCommand(flags);
    await expect(built).rejects.toThrow(FormatError);
    await expect(built).rejects.toThrow(/tiny\.gguf\/tokenizer\.json/);
    expect(readdirSync(folder)).toEqual(['tiny.gguf']);
  });
});
