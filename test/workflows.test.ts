import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import yargs from 'yargs';
import { z } from 'zod';
import { run } from '../src/commands/run.ts';
import { leaderboard } from '../src/commands/leaderboard.ts';
import type { Command } from '../src/commands/command.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.github/workflows');
const workflow = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      strategy: z.object({ matrix: z.object({ node: z.array(z.string()) }) }).optional(),
      steps: z.array(z.object({ run: z.string().optional() })),
    }),
  ),
});
const files = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}));
const scripts = files.flatMap(({ text }) =>
  Object.values(workflow.parse(parse(text)).jobs).flatMap((job) =>
    job.steps.flatMap((step) => step.run ?? []),
  ),
);
const manifest = z
  .object({ scripts: z.record(z.string(), z.string()), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** Whether yargs takes a command line with all of its flags. */
async function taken(line: string): Promise<boolean> {
  const mounted: readonly Command[] = [run, leaderboard];
  const words = line.replace(/^npx fiveshot /, '').split(' ');
  const parser = yargs(words).strict().exitProcess(false);
  for (const one of mounted) parser.command({ ...one(() => {}), handler: () => {} });
  parser.fail((message, error) => {
    throw error ?? new Error(message);
  });
  try {
    await parser.parseAsync();
    return true;
  } catch {
    return false;
  }
}

describe('workflows', () => {
  it('call fiveshot with flags that it has', async () => {
    const lines = scripts.filter((script) => script.startsWith('npx fiveshot '));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect([line, await taken(line)]).toEqual([line, true]);
    expect(await taken('npx fiveshot run --modell x')).toBe(false);
  });

  it('call scripts that package.json has', () => {
    const called = scripts.flatMap((script) => /^npm run (\S+)$/.exec(script)?.[1] ?? []);
    expect(called).toEqual(['check']);
    for (const name of called) expect(manifest.scripts).toHaveProperty(name);
  });

  it('check the oldest Node.js that the package allows', () => {
    const checks = files.find(({ name }) => name === 'checks.yml')?.text ?? '';
    const nodes = workflow.parse(parse(checks)).jobs['checks']?.strategy?.matrix.node;
    expect(nodes?.[0]).toBe(/^\^(\d+\.\d+)/.exec(manifest.engines.node)?.[1]);
  });

  it('never put an input into a script by itself', () => {
    for (const script of scripts) expect(script).not.toMatch(/\$\{\{/);
  });
});
