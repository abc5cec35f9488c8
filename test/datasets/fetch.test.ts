import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { fetchExam, publishedFiles, type PublishedFile } from '../../src/datasets/fetch.ts';
import { readPins } from '../../src/datasets/verify.ts';
import { IMPATIENT, oddServer, sendFile } from '../download/odd-server.ts';

const CONTENT = { 'a.jsonl': Buffer.from('{"a":1}\n'), 'b.jsonl': Buffer.from('{"b":2}\n'.repeat(50)) };

const files: PublishedFile[] = Object.entries(CONTENT).map(([name, bytes]) => ({
  url: `https://publisher.example/data/${name}`,
  name,
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
}));

const exam = {
  title: 'An Exam',
  source: { url: 'https://publisher.example', licence: 'MIT', howToGet: 'Get it from its authors.' },
};

async function publisher(change: (bytes: Buffer) => Buffer | null = (bytes) => bytes) {
  const server = await oddServer((request, response) => {
    const name = request.url?.split('/').at(-1) as keyof typeof CONTENT;
    const content = change(CONTENT[name]);
    if (content === null) response.writeHead(404).end();
    else sendFile(request, response, content);
  });
  const folder = join(mkdtempSync(join(tmpdir(), 'fiveshot-exams-')), 'exam');
  const locate = (url: URL) => ({ url: new URL(url.pathname, server.url) });
  return { server, fetch: { exam, files, folder, locate, patience: IMPATIENT }, folder };
}

describe('fetchExam', () => {
  it('brings every file, and asks for none that is there', async () => {
    const { server, fetch, folder } = await publisher();
    const heard: [number, number][] = [];
    await fetchExam({ ...fetch, onProgress: (here, total) => heard.push([here, total]) });
    for (const [name, bytes] of Object.entries(CONTENT)) {
      expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
    }
    expect(heard.at(-1)).toEqual([408, 408]);
    writeFileSync(join(folder, 'a.jsonl'), 'of my own');
    await fetchExam(fetch);
    expect(server.seen).toHaveLength(2);
    expect(readFileSync(join(folder, 'a.jsonl'), 'utf8')).toBe('of my own');
  });

  it('leaves no file of another hash', async () => {
    const { fetch, folder } = await publisher((bytes) => Buffer.from(bytes.map((byte) => byte ^ 1)));
    await expect(fetchExam(fetch)).rejects.toThrow('has another hash');
    expect(existsSync(join(folder, 'a.jsonl'))).toBe(false);
  });

  it('names the file and the exam where the publisher has it no more', async () => {
    const { fetch } = await publisher(() => null);
    await expect(fetchExam(fetch)).rejects.toThrow(
      /^127\.0\.0\.1:\d+ answers 404 for a\.jsonl of An Exam \(http:\/\/127\.0\.0\.1:\d+\/data\/a\.jsonl\): .* Get it from its authors\.$/,
    );
  });
});

describe.each(benchmarks.map(({ id }) => id))('the published files of %s', (id) => {
  it('hold what its pins name, and agree with them', async () => {
    const published = await publishedFiles(id);
    expect(published.length).toBeGreaterThan(0);
    const hashes = new Map(published.map(({ name, sha256 }) => [name, sha256]));
    const pins = Object.values(await readPins(id));
    // An archive's members have pins of their own.
    if (published.some(({ name }) => /\.(?:zip|tar)$/.test(name))) expect(published).toHaveLength(1);
    else for (const { name, sha256 } of pins) expect(hashes.get(name)).toBe(sha256);
  });
});
