import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';
import { journalOf, jsonOf } from './run-files.ts';
import { writeCheckpoint } from './tiny-checkpoint.ts';

const { cwd, run } = commandLine();
/** The command's folder has the project's data sets beside the compiled sources. */
const ask = (tasks: string, out: string): string =>
  `run --model tiny --data ../datasets/samples --tasks ${tasks} --limit 1 --out ${out}`;

beforeAll(() => writeCheckpoint(join(cwd, 'tiny')));

describe('the sample exams, asked of a checkpoint', () => {
  it('are four exams with averages over their own subjects, titled as samples', async () => {
    const { code, stdout, stderr } = await run(ask('ceval,gaokao,agieval,mmlu', 'all'));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/^building tiny once, into .*cache\/models\/tiny-[0-9a-f]{12}\nmodel tiny: llama/);
    expect(stderr).toContain('report: all/report.md\npage: all/report.html\n');
    const entries = journalOf(join(cwd, 'all'));
    expect(entries).toHaveLength(11 + 5 + 5 + 10);
    const right = entries.filter(({ id, outcome }) => id.startsWith('mmlu/') && outcome === 'right').length;
    const page = readFileSync(join(cwd, 'all/report.md'), 'utf8');
    for (const title of ['C-Eval', 'GAOKAO-Bench', 'AGIEval', 'MMLU']) {
      expect(stdout).toContain(`${title} (sample questions)\n`);
      expect(page).toContain(`### ${title} (sample questions)\n`);
    }
    // MMLU's average is pooled; ten questions of its samples' ten subjects were asked.
    expect(page).toContain(`${(right * 10).toFixed(1)} (10/240)`);
    expect(page).toContain('partial: 10 of 240 questions of the subjects run were asked');
  });

  it('are recorded as samples, and the model is not built again', async () => {
    const { code, stderr } = await run(ask('mmlu/sociology', 'one'));
    expect(code).toBe(0);
    expect(stderr).not.toContain('building');
    const [mmlu] = jsonOf(join(cwd, 'one'), 'run.json')['benchmarks'] as { samples: string[] }[];
    expect(mmlu?.samples).toHaveLength(10);
    // One subject of ten is no average, of samples either.
    const page = readFileSync(join(cwd, 'one/report.md'), 'utf8');
    expect(page).toContain('no average: not all of its subjects were run');
  });

  it('refuse a subject that they do not have', async () => {
    const { code, stderr } = await run(ask('mmlu/anatomy', 'none'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/has no dev split of anatomy|has no test split of anatomy/);
  });
});
