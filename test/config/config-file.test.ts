import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/config-file.ts';
import { InputError } from '../../src/errors.ts';

/** Nine lines that stand for 10^9 values. */
const BOMB = 'abcdefghi'
  .split('')
  .map(
    (name, index, names) =>
      `${name}: &${name} [${Array(10)
        .fill(index === 0 ? '1' : `*${names[index - 1]}`)
        .join(', ')}]`,
  )
  .join('\n');

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

  it('leaves the name of a hub model as it is, unless there is such a folder', async () => {
    const file = await config('model: owner/name\n');
    expect(await readConfigFile(file)).toMatchObject({ model: 'owner/name' });
    await mkdir(join(folder, 'owner/name'), { recursive: true });
    expect(await readConfigFile(file)).toMatchObject({ model: join(folder, 'owner/name') });
  });

  it.each([
    ['model: a\nrecipee: card-1\n', /:2: unknown key 'recipee'\. Did you mean 'recipe'\?$/],
    ['model: a\n\nshots: 6\n', /:3: shots: /],
    ['model: a\nmodel: b\n', /:2: Map keys must be unique/],
    ['model: [\n', /:\d+: /],
    ['- a\n- b\n', /run\.yaml: the file must hold keys and values, as in/],
    ['ceval', /run\.yaml: the file must hold keys and values/],
    [
      'model: a\ntasks: *t\n',
      /:2: the alias '\*t' can't be used in a config file; write the value itself\.$/,
    ],
    ['model: &a [x, *a]\n', /:1: the alias '\*a'/],
    [BOMB, /:2: the alias '\*a'/],
    ['model: a\n---\nmodel: b\n', /:2: a second document begins here, and a config file is one document/],
    [`model: ${'['.repeat(20_000)}`, /:1: lists or keys are nested too deep/],
    ['? [a]\n: b\n', /:1: a key is not a text\.$/],
    ['tasks: ""\n', /:1: tasks: it must name an exam\.$/],
    ['tasks: [ceval, ""]\n', /:1: tasks: it must name an exam\.$/],
    ['tasks: 3\n', /:1: tasks: it must name an exam\.$/],
    ['split: dev\n', /:1: split: it must be val or test\.$/],
    ['precision: int4\n', /:1: precision: it must be fp32, int8x3, int8 or auto\.$/],
    ['reuse: no\n', /:1: reuse: it must be true or false\.$/],
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
