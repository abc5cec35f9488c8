import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine, type Ended } from './command-line.ts';
import { jsonOf, verdictsOf } from './run-files.ts';
import { ALL_TASKS, makeTinyWorld } from './tiny-world.ts';

const { cwd, run } = commandLine();
const at = (name: string): string => join(cwd, name);
const RUN = `run --model model --data data --tasks ${ALL_TASKS}`;
let imported: Ended;

beforeAll(async () => {
  await makeTinyWorld(cwd);
  await run(`${RUN} --out first`);
  await run('report first --format lm-eval --out logs');
  imported = await run('import logs/model --data data --out second');
});

describe('fiveshot import', () => {
  it("has the verdicts of the run whose log it is, by that run's recipe", () => {
    expect(imported.code).toBe(0);
    expect(imported.stderr).toContain('imported 40 questions of model from 8 files of lm-eval\n');
    expect(imported.stderr).toContain('mmlu: prompts that are not those of card-1: 0;');
    expect(verdictsOf(at('second'))).toEqual(verdictsOf(at('first')));
    const [first, second] = ['first', 'second'].map((name) => jsonOf(at(name), 'summary.json'));
    expect(second?.['verdictsSha256']).toBe(first?.['verdictsSha256']);
    expect(second?.['verdictsSha256']).toMatch(/^[0-9a-f]{64}$/);
  });

  it("takes the folder that lm-eval's output was written to, one level above the model's", async () => {
    expect((await run('import logs --data data --out from-above')).code).toBe(0);
    expect(verdictsOf(at('from-above'))).toEqual(verdictsOf(at('first')));
    expect(jsonOf(at('from-above'), 'run.json')).toMatchObject({ model: { name: 'model' } });
  });

  it('makes a run that reports, comparisons and explanations read', async () => {
    const report = await run('report second --format markdown');
    expect(report.stdout).toContain('imported from a log of lm-eval: the model is not hashed');
    expect((await run('compare first second')).stdout).toContain('A and B are right on the same');
    const explained = await run('explain first second');
    expect({ code: explained.code, stderr: explained.stderr }).toEqual({ code: 0, stderr: '' });
    expect(explained.stdout).toContain('no part adds anything');
    const exported = JSON.parse((await run('report second --format lm-eval')).stdout) as { config: object };
    expect(exported.config).toMatchObject({ model_sha: null });
  });

  it.each([
    [
      `${RUN} --out second`,
      /second holds a run that was imported from a log of lm-eval, which nothing can be added to/,
    ],
    ['import logs/model --data data --out second', /second has a run already, and an import adds to none/],
    [
      'leaderboard --format markdown --table mmlu --runs second',
      /it was imported from a log of lm-eval, and its model is not hashed/,
    ],
    ['report second --format model-index', /was imported from a log of lm-eval, its model not hashed/],
    [
      'import data/mmlu/test/anatomy_test.csv --data data --out third',
      /anatomy_test\.csv is no log of a subject of an exam/,
    ],
    ['import first --data data --out third', /first has no log of a subject of an exam/],
    ['import logs/model --data nothing --out third', /is not in the data folder .*nothing/],
    [
      'import logs/model --data data --out third --recipe lm-eval-1',
      /The recipe lm-eval-1 does not say how \w+ is counted/,
    ],
  ])('%s is refused with one sentence', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('enters a leaderboard with a note where it is let in', async () => {
    const { code, stdout } = await run(
      'leaderboard --format markdown --table mmlu --rows measured --runs second --allow-incomplete',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('it was imported from a log of lm-eval, and its model is not hashed');
  });
});
