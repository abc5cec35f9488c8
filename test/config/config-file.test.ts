import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/config-file.ts';
import { InputError } from '../../src/errors.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'fiveshot-config-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('readConfigFile', () => {
  it('reads choices, with paths relative to the file', async () => {
    const file = await config(
      'model: ../m\ntasks: [ceval, mmlu/law]\nshots: 3\nreuse: no # a text in YAML 1.2\n',
    );
    await expect(readConfigFile(file)).rejects.toThrow(/reuse/);
    const good = await config('model: ../m\ntasks: [ceval, mmlu/law]\nshots: 3\nreuse: false\n');
    expect(await readConfigFile(good)).toMatchObject({
      model: join(folder, '..', 'm'),
      tasks: ['ceval', 'mmlu/law'],
      shots: 3,
      reuse: false,
    });
  });

  it.each([
    ['model: a\nrecipee: card-1\n', /:2: unknown key 'recipee'\. Did you mean 'recipe'\?$/],
    ['model: a\n\nshots: 6\n', /:3: shots: /],
    ['model: a\nmodel: b\n', /:2: Map keys must be unique/],
    ['model: [\n', /:\d+: /],
    ['- a\n- b\n', /the file: /],
  ])('refuses %j in one line', async (text, message) => {
    const file = await config(text);
    const error: unknown = await readConfigFile(file).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  it('says that a file is missing', async () => {
    await expect(readConfigFile(join(folder, 'none.yaml'))).rejects.toThrow(
      /none\.yaml can't be read \(ENOENT\)/,
    );
  });
});

async function config(text: string): Promise<string> {
  const file = join(folder, 'run.yaml');
  await writeFile(file, text);
  return file;
}
