import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { JOURNAL_FILE } from '../../src/results/journal.ts';
import { ChildFault } from './child.ts';
import type { PassOptions } from './pass.ts';
import { WORKLOAD } from './workload.ts';

/** Milliseconds between two looks at the journal. */
const INTERVAL = 5;

/** Seconds from the start of the built `fiveshot run` to its first verdict on the disk; it is stopped there. */
export async function secondsToFirstScore({
  contestant: { model, precision },
  workload: { data },
  threads,
  replicas,
}: PassOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'fiveshot-bench-'));
  const out = join(folder, 'run');
  const flags = {
    model,
    precision,
    data,
    out,
    tasks: WORKLOAD.map(({ task }) => task).join(),
    threads,
    replicas,
  };
  const line = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  const start = performance.now();
  const child = spawn(process.execPath, ['dist/cli.js', 'run', '--quiet', ...line], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  try {
    while (!hasContent(join(out, JOURNAL_FILE))) {
      if (child.exitCode !== null) throw new ChildFault(`fiveshot run ended with ${child.exitCode}`);
      await setTimeout(INTERVAL);
    }
    return (performance.now() - start) / 1000;
  } finally {
    child.kill('SIGKILL');
    await closed;
    await rm(folder, { recursive: true, force: true });
  }
}

function hasContent(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
