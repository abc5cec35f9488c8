import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';
import { journalOf, jsonOf, scoresOf, verdictsOf } from './run-files.ts';
import { ALL_TASKS, makeTinyWorld } from './tiny-world.ts';

const { cwd, run } = commandLine();
const at = (folder: string): string => join(cwd, folder);
const score = (flags: string): string => `run --model model --data data --tasks ${ALL_TASKS} ${flags}`;

beforeAll(async () => {
  await makeTinyWorld(cwd);
  expect((await run(score('--out whole --quiet'))).code).toBe(0);
  for (const index of [1, 2, 3]) {
    expect((await run(score(`--shard ${index}/3 --out part-${index} --quiet`))).code).toBe(0);
  }
});

describe('shards', () => {
  it('merge into the run in one piece', async () => {
    const { code, stdout, stderr } = await run('merge part-2 part-3 part-1 --out merged');
    expect(stderr).toContain('merged 40 questions of model from shards 1, 2 and 3 of 3');
    expect(code).toBe(0);
    expect(stdout).toBe((await run('report whole')).stdout);
    expect(verdictsOf(at('merged'))).toEqual(verdictsOf(at('whole')));
    expect(scoresOf(at('merged'))).toEqual(scoresOf(at('whole')));
    const [merged, whole] = [jsonOf(at('merged'), 'summary.json'), jsonOf(at('whole'), 'summary.json')];
    expect(merged['verdictsSha256']).toBe(whole['verdictsSha256']);
    expect(jsonOf(at('merged'), 'run.json')['id']).toBe(jsonOf(at('whole'), 'run.json')['id']);
    expect((await run('compare merged whole')).code).toBe(0);
  });

  it('that are scored by copies of the model merge into the same', async () => {
    for (const index of [1, 2]) {
      const copies = `--threads ${index + 1} --replicas ${index + 1} --quiet`;
      expect((await run(score(`--shard ${index}/2 --out copies-${index} ${copies}`))).code).toBe(0);
    }
    expect((await run('merge copies-1 copies-2 --out copies')).code).toBe(0);
    expect(scoresOf(at('copies'))).toEqual(scoresOf(at('whole')));
    expect((await run('compare copies whole')).code).toBe(0);
  });

  it('are parts by themselves, and say so', async () => {
    const lengths = [1, 2, 3].map((index) => journalOf(at(`part-${index}`)).length);
    expect(lengths.reduce((sum, one) => sum + one, 0)).toBe(40);
    for (const length of lengths) expect(length).toBeGreaterThan(5);
    const ids = [1, 2, 3].map((index) => jsonOf(at(`part-${index}`), 'run.json')['id']);
    expect(new Set([...ids, jsonOf(at('whole'), 'run.json')['id']]).size).toBe(4);
    const { stdout } = await run('report part-2');
    expect(stdout).toMatch(/partial: \d+ of \d+ questions of the subjects run were asked/);
    expect(stdout).toContain('shard 2 of 3 alone: a part of the run');
  });

  it('are refused by merge until they are done, and then make the same run', async () => {
    cpSync(at('part-2'), at('cut'), { recursive: true });
    const lines = readFileSync(at('cut/journal.jsonl'), 'utf8').split('\n');
    writeFileSync(at('cut/journal.jsonl'), `${lines.slice(0, 3).join('\n')}\n`);
    const early = await run('merge part-1 cut --out early');
    expect(early.code).toBe(2);
    expect(early.stderr).toMatch(
      /^fiveshot: cut, shard 2 of 3, has 3 of its \d+ questions; shard 3 of 3 is missing: [^\n]*\n$/,
    );
    const partial = await run('merge part-1 cut --out early --allow-incomplete');
    expect(partial.code).toBe(3);
    expect(partial.stdout).toContain('merged from shards 1 and 2 of 3: a part of the run');

    const resumed = await run(score('--shard 2/3 --out cut'));
    expect(resumed.stderr).toContain('resuming: 3 questions are in the journal');
    expect((await run('merge part-1 cut part-3 --out late --json')).code).toBe(0);
    expect(verdictsOf(at('late'))).toEqual(verdictsOf(at('whole')));
    expect(scoresOf(at('late'))).toEqual(scoresOf(at('whole')));
  });

  it('go on as any run, and refuse the folder of another shard', async () => {
    const again = await run(score('--shard 2/3 --out part-2'));
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/^shard 2 of 3: \d+ questions of \d of 8 subjects$/m);
    expect(again.stderr).toContain('nothing left to do');
    const other = await run(score('--shard 3/3 --out part-2'));
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("its shard is 2, this run's is 3");
    const whole = await run(score('--out part-2'));
    expect(whole.stderr).toContain("its number of shards is 3, this run's is none");
    const merged = await run('merge part-1 part-2 part-3 --out joined --json');
    expect(JSON.parse(merged.stdout)).toHaveProperty('runs');
    expect((await run(score('--out joined'))).stderr).toContain('merged from shards');
  });

  it.each(['4/3', '1'])('are no %s', async (shard) => {
    const { code, stderr } = await run(score(`--shard=${shard} --out no`));
    expect(code).toBe(2);
    expect(stderr).toContain(`--shard is "${shard}": it must be i/n, as 1/4 for the first of four shards`);
  });
});
