import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { madeRun, writeMadeRun, writeRunFolder } from '../viewer/made-run.ts';
import { commandLine, outcome } from './command-line.ts';

const { cwd, run, start } = commandLine();

beforeAll(async () => {
  await writeMadeRun(join(cwd, 'first'), { model: 'first', questions: 300, seed: 1 });
  await writeMadeRun(join(cwd, 'second'), { model: 'second', questions: 300, seed: 2 });
});

describe('view', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves runs until %s, and ends with 0', async (signal) => {
    const child = start('view first second');
    const ended = outcome(child);
    let printed = '';
    while (!printed.includes('Ctrl-C')) {
      const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer];
      printed += chunk.toString();
    }
    const url = /^open (http:\/\/127\.0\.0\.1:\d+\/) in a browser on this machine; Ctrl-C ends$/m.exec(
      printed,
    )?.[1];
    const page = await fetch(url ?? '');
    expect(await page.text()).toContain('<title>fiveshot view</title>');
    expect((await fetch(`${url}page.js`)).status).toBe(200);
    const answer: unknown = await (await fetch(`${url}api/pairs?a=0&b=1&kind=differ&limit=1`)).json();
    expect(answer).toMatchObject({
      total: expect.any(Number) as number,
      rows: [{ kind: expect.any(String) as string }],
    });
    // A browser keeps its connections open; they hold nothing up.
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['view', /the command is 'fiveshot view <runs\.\.>'/],
    ['view nothing', /nothing is not a run folder: it has no run\.json\./],
    [
      'view first --port 70000',
      /--port is 70000: it must be a whole number from 1 to 65535, or 0 for a free one\./,
    ],
    ['view first --port x', /--port is not a number: it must be/],
    ['view first --prot 80', /Unknown argument '--prot'\. Did you mean '--port'\?/],
  ])('%s is refused with one sentence', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('refuses a journal that is not of its run', async () => {
    const { record } = madeRun({ model: 'few', questions: 10, seed: 1 });
    const { entries } = madeRun({ model: 'many', questions: 300, seed: 1 });
    await writeRunFolder(join(cwd, 'mixed'), record, entries);
    const { code, stderr } = await run('view mixed');
    expect(stderr).toMatch(/The journal has more entries of .* it belongs to other data\./);
    expect(code).toBe(2);
  });
});
