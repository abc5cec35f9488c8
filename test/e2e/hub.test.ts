import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMIT, oddHub } from '../hub/odd-hub.ts';
import { commandLine } from './command-line.ts';
import { journalOf } from './run-files.ts';
import { writeCheckpoint } from './tiny-checkpoint.ts';

const { cwd, run } = commandLine();
const checkpoint = join(cwd, 'tiny');
const question = '--data ../datasets/samples --tasks mmlu/formal_logic --limit 1';

beforeAll(() => writeCheckpoint(checkpoint));

/** The checkpoint as the hub has it. */
function files(): Record<string, Buffer> {
  return Object.fromEntries(
    readdirSync(checkpoint).map((name) => [name, readFileSync(join(checkpoint, name))]),
  );
}

describe('a model of the hub', () => {
  it('is fetched, built and scored as the same checkpoint on this machine is', async () => {
    const hub = await oddHub(files());
    const env = { HF_HOME: join(cwd, 'hf'), HF_ENDPOINT: hub.url.href, HF_TOKEN: 'hf_secret' };
    const first = await run(`run --model owner/name ${question} --out fetched`, env);
    expect(first.stderr).toContain('fetching owner/name: ');
    expect(first.stderr).toContain('building name once, into');
    expect(first.stdout + first.stderr).not.toContain('hf_secret');
    expect(first).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'fetched/run.json'), 'utf8')).not.toContain('hf_secret');
    await run(`run --model tiny ${question} --out local`);
    const scores = (out: string) => journalOf(join(cwd, out)).map(({ id, scores: own }) => ({ id, own }));
    expect(scores('fetched')).toEqual(scores('local'));

    const asked = hub.seen.length;
    const offline = await run(`run --model owner/name@${COMMIT} ${question} --out again`, {
      ...env,
      HF_HUB_OFFLINE: '1',
    });
    expect(offline.code).toBe(0);
    expect(offline.stderr).not.toContain('building');
    expect(hub.seen).toHaveLength(asked);
  });

  it('is explained where it is not there, with exit code 2 and no trace', async () => {
    const hub = await oddHub(files(), (_request, response) => {
      response.writeHead(404).end();
      return true;
    });
    const env = { HF_HOME: join(cwd, 'hf2'), HF_ENDPOINT: hub.url.href };
    const { code, stdout, stderr } = await run(`run --model models/tny ${question}`, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/has no model models\/tny .* There is no such file or folder here either\.\n$/);
    expect(stderr).not.toContain('    at ');
  });
});
