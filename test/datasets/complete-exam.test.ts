import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gaokao } from '../../src/benchmarks/gaokao.ts';
import { completeExam } from '../../src/datasets/complete-exam.ts';
import { tempFolder } from '../builder/temp-folder.ts';
import { IMPATIENT, oddServer, sendFile } from '../download/odd-server.ts';

/** Two of GAOKAO-Bench's nine files, and one that holds no questions, with made content. */
const CONTENT: Readonly<Record<string, string>> = {
  '2010-2022_Biology_MCQs.json': '{"example":[{"question":"一","answer":["A"]}]}',
  LICENSE: 'as you like',
  '2010-2022_Physics_MCQs.json': '{"example":[{"question":"二","answer":["B"]}]}',
};
const BIOLOGY = '2010-2022_Biology_MCQs.json';
const PHYSICS = '2010-2022_Physics_MCQs.json';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const files = Object.entries(CONTENT).map(([name, text]) => ({
  url: `https://publisher.example/${name}`,
  name,
  bytes: Buffer.byteLength(text),
  sha256: sha256(text),
}));
const pins = Object.fromEntries(
  [BIOLOGY, PHYSICS].map((name) => [
    `${name.replace('.json', '')}/test`,
    { name, sha256: sha256(CONTENT[name] ?? ''), questions: 1 },
  ]),
);

/** A data folder with these files, by their paths in it, and a publisher who has all. */
async function dataFolder(there: Readonly<Record<string, string>>) {
  const server = await oddServer((request, response) => {
    sendFile(request, response, Buffer.from(CONTENT[request.url?.slice(1) ?? ''] ?? ''));
  });
  const folder = tempFolder();
  for (const [name, text] of Object.entries(there)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const asked = (): readonly string[] => server.seen.map(({ path }) => path.slice(1));
  const complete = () =>
    completeExam({
      exam: gaokao,
      dataFolder: folder,
      files,
      pins,
      locate: (url) => ({ url: new URL(url.pathname, server.url) }),
      patience: IMPATIENT,
      onFetch: () => {},
    });
  return { folder, asked, complete };
}

const whole = (folder: string): boolean =>
  files.every(({ name }) => readFileSync(join(folder, name), 'utf8') === CONTENT[name]);

describe('an exam of several files', () => {
  it.each([
    ['nothing is there', {}, 'gaokao', [BIOLOGY, 'LICENSE', PHYSICS]],
    ['one file is there', { [`gaokao/${BIOLOGY}`]: CONTENT[BIOLOGY] ?? '' }, 'gaokao', ['LICENSE', PHYSICS]],
    [
      'a clone of the publisher has one',
      { [`GAOKAO-Bench/Data/Objective_Questions/${PHYSICS}`]: CONTENT[PHYSICS] ?? '' },
      'GAOKAO-Bench/Data/Objective_Questions',
      [BIOLOGY, 'LICENSE'],
    ],
    ['the data folder itself has one', { [BIOLOGY]: CONTENT[BIOLOGY] ?? '' }, '', ['LICENSE', PHYSICS]],
  ])('is finished where %s', async (_, there, place, fetched) => {
    const { folder, asked, complete } = await dataFolder(there);
    expect(await complete()).toMatchObject({ fetched: true, changed: [] });
    expect(asked()).toEqual(fetched);
    expect(whole(join(folder, place))).toBe(true);
    expect(await complete()).toMatchObject({ fetched: false, changed: [] });
    expect(asked()).toEqual(fetched);
  });

  it('keeps a changed file, and names it', async () => {
    const own = '{"example":[{"question":"三","answer":["C"]}]}';
    const { folder, complete } = await dataFolder({ [`gaokao/${BIOLOGY}`]: own });
    expect(await complete()).toMatchObject({ fetched: true, changed: [BIOLOGY] });
    expect(await complete()).toMatchObject({ fetched: false, changed: [BIOLOGY] });
    expect(readFileSync(join(folder, 'gaokao', BIOLOGY), 'utf8')).toBe(own);
    rmSync(join(folder, 'gaokao', BIOLOGY));
    expect(await complete()).toMatchObject({ fetched: true, changed: [] });
    expect(whole(join(folder, 'gaokao'))).toBe(true);
  });

  it('is not mixed with a copy in another form', async () => {
    const { folder, asked, complete } = await dataFolder({ [`gaokao/${BIOLOGY}`]: CONTENT[BIOLOGY] ?? '' });
    const [archive] = files.map(({ url, bytes, sha256: hash }) => ({
      url,
      name: 'all.zip',
      bytes,
      sha256: hash,
    }));
    await expect(
      completeExam({
        exam: gaokao,
        dataFolder: folder,
        files: archive === undefined ? [] : [archive],
        pins,
        locate: (url) => ({ url }),
        onFetch: () => {},
      }),
    ).rejects.toThrow(`GAOKAO-Bench in ${join(folder, 'gaokao')} lacks ${PHYSICS}, and nothing is added`);
    expect(asked()).toEqual([]);
    await complete();
    expect(existsSync(join(folder, 'gaokao', PHYSICS))).toBe(true);
  });

  it('is not put beside the samples', async () => {
    const { asked, complete } = await dataFolder({
      'SAMPLES.json': '{}',
      [`gaokao/${BIOLOGY}`]: CONTENT[BIOLOGY] ?? '',
    });
    await expect(complete()).rejects.toThrow("holds fiveshot's sample questions in place of GAOKAO-Bench");
    expect(asked()).toEqual([]);
  });
});
