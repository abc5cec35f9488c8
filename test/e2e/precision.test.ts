import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine, type Ended } from './command-line.ts';
import { journalOf, jsonOf } from './run-files.ts';
import { writeCheckpoint } from './tiny-checkpoint.ts';
import { TASKS, writeExams } from './tiny-exams.ts';

const { cwd, run } = commandLine();
const at = (name: string): string => join(cwd, name);
const tasks = Object.values(TASKS).flat().join(',');
const score = (flags: string): Promise<Ended> =>
  run(`run --model checkpoint --data data --tasks ${tasks} ${flags}`);
const asked = /asking (\d+) of the questions in fp32/;

let int8: Ended;

beforeAll(async () => {
  writeExams(at('data'));
  writeCheckpoint(at('checkpoint'));
  int8 = await score('--precision int8 --out int8');
});

describe('a run in another precision', () => {
  it('tells how many answers of a sample fp32 changes, everywhere', async () => {
    expect(int8.code).toBe(0);
    const questions = Number(asked.exec(int8.stderr)?.[1]);
    expect(questions).toBeGreaterThanOrEqual(16);
    const { flips } = jsonOf(at('int8'), 'run.json') as { flips: { questions: number; flips: number } };
    expect(flips.questions).toBe(questions);

    // All questions in fp32 too: the sample can't have more changes than all, nor fewer than all but those it left out.
    expect((await score('--out fp32 --quiet')).code).toBe(0);
    const exact = new Map(journalOf(at('fp32')).map(({ id, chosen }) => [id, chosen]));
    const all = journalOf(at('int8'));
    const changed = all.filter(({ id, chosen }) => exact.get(id) !== chosen).length;
    expect(flips.flips).toBeLessThanOrEqual(changed);
    expect(flips.flips).toBeGreaterThanOrEqual(changed - (all.length - questions));

    const words = `int8 (changes ${flips.flips} of ${questions} sampled answers of fp32; of all `;
    expect(int8.stdout).toContain(words);
    expect(readFileSync(at('int8/report.md'), 'utf8')).toContain(`${questions} sampled answers of fp32`);
    const json = JSON.parse((await run('report int8 --json')).stdout) as { runs: object[] };
    expect(json.runs[0]).toMatchObject({ flips: { questions, flips: flips.flips } });
  });

  it('is compared once, and not where that is not wanted or not possible', async () => {
    const again = await score('--precision int8 --out int8');
    expect(again.stderr).toContain('nothing left to do');
    expect(again.stderr).not.toMatch(asked);
    expect(again.stdout).toBe(int8.stdout);

    const alone = await score('--precision int8 --no-compare --out alone');
    expect(alone.stderr).not.toMatch(asked);
    expect(jsonOf(at('alone'), 'run.json')).not.toHaveProperty('flips');

    await run('model build checkpoint --precision int8 --out built');
    const built = await run(`run --model built --data data --tasks ${tasks} --out of-built`);
    expect(built.code).toBe(0);
    expect(built.stderr).toMatch(/^not compared with fp32: .*built is built in int8, not in fp32/m);
  });
});

describe('a run that grows', () => {
  it('is compared again once its questions call for a larger sample', async () => {
    const sampled = (): unknown => jsonOf(at('grown'), 'run.json')['flips'];
    expect((await score('--precision int8 --limit 1 --out grown')).code).toBe(0);
    expect(sampled()).toMatchObject({ questions: 8 });

    const larger = await score('--precision int8 --out grown');
    expect(asked.exec(larger.stderr)?.[1]).toBe('16');
    expect(sampled()).toEqual(jsonOf(at('int8'), 'run.json')['flips']);
    expect(larger.stdout).toContain('of 16 sampled answers');

    for (const limit of ['', '--limit 1']) {
      const again = await score(`--precision int8 ${limit} --out grown`);
      expect(again.stderr).not.toMatch(asked);
      expect(again.stdout).toBe(larger.stdout);
    }
  });
});

describe('--precision auto', () => {
  it('takes one that changes no answer of the sample, and stays with it', async () => {
    const first = await score('--precision auto --out auto');
    expect(first.code).toBe(0);
    const { precision, flips } = jsonOf(at('auto'), 'run.json') as {
      precision: string;
      flips?: { flips: number };
    };
    expect(['fp32', 'int8x3', 'int8']).toContain(precision);
    expect(flips?.flips ?? 0).toBe(0);
    expect(flips === undefined).toBe(precision === 'fp32');

    const again = await score('--precision auto --out auto');
    expect(again.stderr).toContain('nothing left to do');
    expect(again.stderr).not.toMatch(asked);
    expect(jsonOf(at('auto'), 'run.json')['precision']).toBe(precision);
  });

  it('is nothing that a plan can tell', async () => {
    const { code, stderr } = await run(
      `plan --model checkpoint --data data --tasks ${tasks} --precision auto`,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^fiveshot: --precision auto is chosen by scoring a sample[^\n]*\n$/);
  });
});
