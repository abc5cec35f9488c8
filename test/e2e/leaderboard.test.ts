import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';
import { writeCheckpoint } from './tiny-checkpoint.ts';

const { cwd, run } = commandLine();
const at = (name: string): string => join(cwd, name);
const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = '# Card\n\n<!-- fiveshot:leaderboard mmlu -->\n<!-- /fiveshot:leaderboard -->\n\nend\n';

beforeAll(async () => {
  writeCheckpoint(at('tiny'));
  mkdirSync(at('results'));
  cpSync(join(ROOT, 'results/smollm2'), at('results/smollm2'), { recursive: true });
  await run('run --model tiny --data ../datasets/samples --tasks mmlu --limit 1 --out samples');
});

describe('fiveshot leaderboard', () => {
  it('renews a page, finds it as it should be, and shows what is stale', async () => {
    writeFileSync(at('README.md'), PAGE);
    expect(await run('leaderboard')).toEqual({ code: 0, stdout: 'README.md: renewed\n', stderr: '' });
    const page = readFileSync(at('README.md'), 'utf8');
    expect(page).toMatch(/^# Card\n\n<!-- fiveshot:leaderboard mmlu -->\n\n\| Model /);
    expect(page).toMatch(/\| baichuan-7B \\\[0\\\] +\| +\*\*38\.4\*\* \|/);
    expect(page).toMatch(/\| _smollm2_ \\\[a,b,c,d\\\] +\| +24\.8 \|/);
    expect(page.endsWith('\n<!-- /fiveshot:leaderboard -->\n\nend\n')).toBe(true);
    expect(await run('leaderboard --check')).toEqual({
      code: 0,
      stdout: 'as they should be: README.md\n',
      stderr: '',
    });
    writeFileSync(at('README.md'), page.replace('42.3', '62.3'));
    const stale = await run('leaderboard README.md --check');
    expect(stale.code).toBe(1);
    expect(stale.stdout).toMatch(/^README\.md is stale:\n@@\n/);
    expect(stale.stdout.match(/^[-+].*baichuan-7B.*$/gm)).toHaveLength(2);
    expect(stale.stderr).toBe('1 of 1 files to renew: run the command without --check.\n');
    expect(readFileSync(at('README.md'), 'utf8')).toContain('62.3');
  });

  it('writes and checks files of the other formats by their ending', async () => {
    const files = ['a.csv', 'a.json', 'a.html', 'a.tex'].join(' ');
    expect((await run(`leaderboard ${files} --check`)).stdout).toContain('a.csv is missing\n');
    expect((await run(`leaderboard ${files} --table mmlu`)).code).toBe(0);
    expect((await run(`leaderboard ${files} --table mmlu --check`)).code).toBe(0);
    expect(readFileSync(at('a.csv'), 'utf8')).toMatch(
      /^table,name,model,.*\r\nmmlu,LLaMA-7B,LLaMA-7B,quoted,/,
    );
    for (const [name, format] of [
      ['a.json', 'json'],
      ['a.tex', 'latex'],
    ] as const) {
      const { stdout } = await run(`leaderboard --format ${format} --table mmlu`);
      expect(readFileSync(at(name), 'utf8')).toBe(stdout);
    }
  });

  it('keeps a run of samples out, or in a table of its own', async () => {
    const refused = await run('leaderboard --format markdown --runs samples');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /^fiveshot: samples can't stand in the leaderboard of MMLU: its questions are fiveshot's samples, not the exam's\. .*--allow-incomplete\.\n$/,
    );
    const { code, stdout } = await run('leaderboard --format csv --runs samples --allow-incomplete');
    expect(code).toBe(0);
    expect(stdout.match(/^[^,]*,tiny,.*$/gm)).toHaveLength(1);
    expect(stdout).toMatch(/^mmlu-samples,tiny,tiny,measured,/m);
    expect(stdout).toContain('not a whole run of the exam');
    const own = await run(
      'leaderboard --format markdown --runs samples --allow-incomplete --table mmlu-samples,ceval-samples',
    );
    expect(own.stdout.match(/^### .*|^\| _tiny_|^- No run .*/gm)).toEqual([
      '### MMLU (sample questions)',
      '| _tiny_',
      '### C-Eval (sample questions)',
      '- No run has this exam.',
    ]);
  });

  it.each([
    ['an unknown table', '--format csv --table mlu', /no table 'mlu', only ceval, .* Did you mean 'mmlu'\?/],
    ['an unknown format', '--format xml', /--format is "xml": it must be one of/],
    ['a file and a format', 'README.md --format csv', /--format csv prints tables: leave out the files/],
    ['a check and a format', '--check --format csv', /leave out --check/],
    ['rows for a page', 'README.md --rows measured', /--rows can't be for README\.md, whose markers say/],
    ['an order for a page', 'a.csv README.md --order card', /--order can't be for README\.md/],
    ['a table for the pages here', '--check --table mmlu', /--table can't be for README\.md/],
    ['a file of another kind', 'a.txt', /a\.txt is neither Markdown/],
    ['a page that is not there', 'none.md', /There is no file none\.md/],
    ['a folder of no run', '--runs tiny --format csv', /tiny is not a run folder/],
    ['a file among the runs', '--runs results/smollm2 README.md', /README\.md is not .* before --runs/],
    ['a folder for a file', 'results', /results is a folder: name a file/],
    ['a folder that is not there for a file', 'no/a.csv', /There is no folder no for no\/a\.csv/],
    [
      'a folder that is not there',
      '--published none --format csv',
      /none is not a folder of published tables/,
    ],
  ])('refuses %s in a sentence', async (_what, flags, message) => {
    const { code, stdout, stderr } = await run(`leaderboard ${flags}`);
    expect(stderr).toMatch(/^fiveshot: .*\n$/);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('refuses a page without a marker', async () => {
    writeFileSync(at('plain.md'), '# x\n');
    expect((await run('leaderboard plain.md')).stderr).toMatch(/plain\.md has no marker; put '<!-- fiveshot/);
  });
});

describe('fiveshot card audit', () => {
  it('names the rules that can have made the averages', async () => {
    const { code, stdout } = await run('card audit');
    expect(code).toBe(0);
    expect(stdout).toContain('C-Eval (ceval): every row can be by subject-mean and by no other rule.\n');
    expect(stdout).toContain('MMLU (mmlu): every row can be by pooled and by no other rule.\n');
    expect(stdout).toMatch(/subject-mean +15 of 15 rows +0\.063/);
    expect(stdout).toMatch(/pooled +7 of 7 rows +0\.047/);
    expect(stdout).toContain('no fewer than 4942 questions, and the exam has 4858: not pooled over one set.');
    const pair = 'Every value is the same in the rows Open-LLaMA-v2-pretrain, ChatGLM-6B';
    const apart =
      '; in C-Eval they are 10.5 points apart (Open-LLaMA-v2-pretrain (7B) 24.0, ChatGLM-6B 34.5).\n';
    expect(stdout.split(`${pair}${apart}`)).toHaveLength(3);
    expect(stdout).toContain('TigerBot-7B-base has more in Avg(Hard), 27.0, than on average, 25.7.\n');
    expect(stdout).toMatch(
      /With anatomy in STEM, as in lm-eval-1 .*; pooled is possible in 7 of 7 rows, farthest 0\.083/,
    );
    expect(stdout).toMatch(/baichuan-7B +42\.3 +41\.889 no +42\.218 possible/);
  });

  it('ends with 1 at a row that no rule gives', async () => {
    cpSync(join(ROOT, 'results/published'), at('cards'), { recursive: true });
    const path = at('cards/mmlu.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace("'42.3'", "'45.3'"));
    const { code, stdout } = await run('card audit mmlu --published cards');
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 7 rows have an Average that no rule gives.');
    expect(stdout).toMatch(/baichuan-7B \(impossible\) +45\.3/);
    const { tables } = JSON.parse((await run('card audit mmlu --published cards --json')).stdout) as {
      tables: { rows: { printed: string; status: string }[] }[];
    };
    expect(tables[0]?.rows.find(({ status }) => status === 'impossible')?.printed).toBe('baichuan-7B');
  });

  it('ends with 1 at a row that the rule of the others cannot give', async () => {
    cpSync(join(ROOT, 'results/published'), at('odd-cards'), { recursive: true });
    const path = at('odd-cards/ceval.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace("['68.7'", "['68.9'"));
    const { code, stdout } = await run('card audit ceval --published odd-cards');
    expect(code).toBe(1);
    expect(stdout).toContain(
      "no rule can have given every row; most can be by subject-mean, and GPT-4 can't.\n",
    );
    expect(stdout).toMatch(/GPT-4 \(odd\) +68\.9 +68\.717 no +68\.944 possible/);
  });

  it('refuses an unknown table', async () => {
    expect(await run('card audit mlu')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no published table 'mlu'"),
    });
  });
});
