import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { commandLine } from './command-line.ts';
import { writeCheckpoint } from './tiny-checkpoint.ts';

const { cwd, run } = commandLine();
const at = (name: string): string => join(cwd, name);

const { jobs } = z
  .object({
    jobs: z.record(z.string(), z.object({ steps: z.array(z.object({ run: z.string().optional() })) })),
  })
  .parse(parse(readFileSync(resolve('.github/workflows/example-report.yml'), 'utf8')));

/** A job's scripts, less those that need a registry or a repository. */
const scriptsOf = (job: string): string[] =>
  (jobs[job]?.steps ?? []).flatMap((step) => step.run ?? []).filter((one) => !/^npm |^git /m.test(one));

const ENV = at('env');

/** A script in the shell that the workflow has, with what earlier ones put into its variables. */
function bash(script: string): string {
  const env = { PATH: process.env['PATH'], GITHUB_ENV: ENV, GITHUB_STEP_SUMMARY: at('page.md') };
  return execFileSync('bash', ['--norc', '-ec', `set -a; . ./env; set +a; ${script}`], {
    cwd,
    env,
    encoding: 'utf8',
  });
}

/** The code of the job's last script; those before it must be 0. */
async function perform(job: string): Promise<number | null> {
  const scripts = scriptsOf(job);
  for (const [index, script] of scripts.entries()) {
    const [, words] = /^npx fiveshot (.*)$/.exec(script) ?? [];
    if (words === undefined) bash(script);
    else {
      const { code, stderr } = await run(bash(`echo ${words}`).trim());
      if (index === scripts.length - 1) return code;
      expect({ script, code, stderr }).toMatchObject({ code: 0 });
    }
  }
  return 0;
}

it('the example workflow renews a card from its runs, and its check fails on a cell that was changed', async () => {
  writeCheckpoint(at('tiny'));
  writeFileSync(ENV, 'MODEL=tiny\nDATA=../datasets/samples\nTASKS=mmlu\n');
  expect(await perform('renew')).toBe(0);
  const card = readFileSync(at('card/README.md'), 'utf8');
  expect(card.match(/^\| _tiny_.*\(|^\| _tiny_|^- No run/gm)).toEqual(['- No run', '| _tiny_']);
  const [kept = '', ...others] = readdirSync(at('card')).filter((name) => name !== 'README.md');
  expect(others).toEqual([]);
  expect(readdirSync(at(`card/${kept}`)).toSorted()).toEqual(['run.json', 'summary.json']);
  expect(await perform('check')).toBe(0);

  writeFileSync(at('card/README.md'), card.replace(/^(\| _tiny_ .*?\| +)\d/m, '$19'));
  expect(await perform('check')).toBe(1);
  mkdirSync(at('other'));
  writeFileSync(ENV, 'MODEL=other\nDATA=../datasets/samples\nTASKS=ceval/logic\n');
  writeCheckpoint(at('other'), { seed: 405 });
  expect(await perform('renew')).toBe(0);
  const renewed = readFileSync(at('card/README.md'), 'utf8');
  expect(renewed.match(/^\| _[a-z]+_/gm)).toEqual(['| _other_', '| _tiny_']);
  expect(renewed).toContain(card.slice(card.indexOf('<!-- fiveshot:leaderboard mmlu-samples')));
});
