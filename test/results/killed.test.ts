import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { openRun } from '../../src/results/run-folder.ts';
import { entryOf, runRecordOf, temporaryFolder } from './records.ts';

const src = resolve(import.meta.dirname, '../../src/results/run-folder.ts');

/** Appends entries for ever, 16 at a time, and names each on its own line once its append has resolved. */
const WRITER = `
  const { openRun } = await import(${JSON.stringify(src)});
  const [folder, record, entry] = JSON.parse(process.argv[1]);
  const { journal } = await openRun(folder, record);
  for (let first = 0; ; first += 16) {
    await Promise.all(Array.from({ length: 16 }, async (_, offset) => {
      const id = 'mmlu/optics/test/' + (first + offset);
      await journal.append({ ...entry, id });
      process.stdout.write(id + '\\n');
    }));
  }
`;

describe('a run that is killed', () => {
  it('has every entry whose append had resolved, and goes on from there', async () => {
    const folder = await temporaryFolder();
    const input = JSON.stringify([folder, runRecordOf(), entryOf(0)]);
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', WRITER, input], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const resolved: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      if (resolved.push(line) === 100) child.kill('SIGKILL');
    }
    await ended;
    expect(resolved.length).toBeGreaterThanOrEqual(100);
    expect(await readFile(join(folder, 'journal.lock'), 'utf8')).toContain(`${child.pid} `);

    const run = await openRun(folder, runRecordOf());
    const kept = run.journal.entries.map((entry) => entry.id);
    expect(kept.slice(0, resolved.length)).toEqual(resolved);
    await run.journal.append(entryOf(kept.length));
    await run.close();
  });
});
