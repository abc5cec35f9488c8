import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FormatError, InputError } from '../../src/errors.ts';
import { loadTokenizer } from '../../src/tokenizer/load-tokenizer.ts';
import { handMadeJson } from './hand-made.ts';

const fixture = resolve(import.meta.dirname, '../fixtures/tokenizer/tiny-bloom/tokenizer.json');

describe('loadTokenizer', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiveshot-tokenizer-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads tokenizer.json and the BOS of tokenizer_config.json', async () => {
    await writeFile(join(folder, 'tokenizer.json'), await readFile(fixture));
    expect((await loadTokenizer(folder)).bos).toEqual({ ids: [], addedByDefault: false });
    await writeFile(join(folder, 'tokenizer_config.json'), '{"add_bos_token": true, "bos_token": "<s>"}');
    expect((await loadTokenizer(folder)).bos).toEqual({ ids: [1], addedByDefault: true });
  });

  it('says what is missing in an empty folder', async () => {
    await expect(loadTokenizer(folder)).rejects.toThrow(InputError);
    await expect(loadTokenizer(folder)).rejects.toThrow(/has no tokenizer\.json, nor .*; copy/);
  });

  it('takes a folder of that name for no file', async () => {
    await mkdir(join(folder, 'tokenizer.json'));
    await expect(loadTokenizer(folder)).rejects.toThrow(/has no tokenizer\.json/);
  });

  it('refuses a tokenizer.model that is none', async () => {
    await writeFile(join(folder, 'tokenizer.model'), 'x');
    await expect(loadTokenizer(folder)).rejects.toThrow(FormatError);
    await expect(loadTokenizer(folder)).rejects.toThrow(
      /tokenizer\.model can't be used: it is not a sentence/,
    );
  });

  it('refuses a file that was cut short, at whatever byte', async () => {
    const whole = JSON.stringify(handMadeJson());
    for (let length = 0; length < whole.length; length += 97) {
      await writeFile(join(folder, 'tokenizer.json'), whole.slice(0, length));
      await expect(loadTokenizer(folder)).rejects.toThrow(FormatError);
      await expect(loadTokenizer(folder)).rejects.toThrow(/is not whole JSON .*copy the file again/s);
    }
  });

  it('refuses a damaged tokenizer_config.json', async () => {
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(handMadeJson()));
    await writeFile(join(folder, 'tokenizer_config.json'), '{"add_bos_token": tru');
    await expect(loadTokenizer(folder)).rejects.toThrow(/tokenizer_config\.json is not whole JSON/);
  });

  it('does not read a file of more bytes than any tokenizer has', async () => {
    await writeFile(join(folder, 'tokenizer.json'), '');
    await truncate(join(folder, 'tokenizer.json'), 268_435_457);
    await expect(loadTokenizer(folder)).rejects.toThrow(/has 268435457 bytes, more than the 268435456/);
  });
});
