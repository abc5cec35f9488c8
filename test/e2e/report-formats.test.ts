import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FAILED, GAOKAO, writeMadeRun, WRONG } from '../commands/leaderboard/made-runs.ts';
import { commandLine } from './command-line.ts';

const { cwd, run } = commandLine();
const at = (name: string): string => join(cwd, name);
const [first] = GAOKAO;
const subject = first?.subject ?? '';

/** Every second answer is right, and one of a subject failed. */
const entry = (_: string, index: number) => (index === 2 ? FAILED : index % 2 === 0 ? {} : WRONG);

beforeAll(async () => {
  await writeMadeRun(at('half'), { model: 'org/half-1b', entry });
  await writeMadeRun(at('one'), { model: 'one', id: 'bbbbbbbbbbbb', subjects: GAOKAO.slice(0, 1), entry });
  await writeMadeRun(at('again'), { model: 'org/half-1b', id: 'dddddddddddd', entry });
  await writeMadeRun(at('samples'), {
    model: 'of-samples',
    id: 'cccccccccccc',
    samples: [subject],
    subjects: GAOKAO.slice(0, 1),
    entry,
  });
});

describe('fiveshot report for other programs', () => {
  it("prints lm-eval's results", async () => {
    const { code, stdout, stderr } = await run('report half --format lm-eval');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const parsed = JSON.parse(stdout) as Record<string, Record<string, Record<string, unknown>>>;
    expect(parsed['groups']?.['gaokao']).toMatchObject({ alias: 'GAOKAO-Bench', sample_len: 1458 - 9 });
    expect(parsed['n-samples']?.['gaokao_2010_2022_Physics_MCQs']).toEqual({ original: 36, effective: 35 });
    expect(parsed['versions']?.['gaokao']).toBe('card-1');
  });

  it('writes results and a file of sample lines a task, the same bytes every time', async () => {
    const { code, stdout, stderr } = await run('report half --format lm-eval --out lm-eval');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const names = readdirSync(at('lm-eval/org__half-1b')).toSorted();
    expect(stderr.trimEnd().split('\n').toSorted()).toEqual(
      names.map((name) => join('lm-eval/org__half-1b', name)),
    );
    expect(names).toHaveLength(10);
    expect(names[0]).toBe('results_2026-11-23T18-00-00.json');
    const read = (name: string): string => readFileSync(at(`lm-eval/org__half-1b/${name}`), 'utf8');
    expect(read(names[0] ?? '')).toBe((await run('report half --format lm-eval')).stdout);
    const lines = names.slice(1).flatMap((name) => read(name).trimEnd().split('\n'));
    expect(lines).toHaveLength(1458 - 9);
    const bytes = names.map(read);
    await run('report half --format lm-eval --out lm-eval');
    expect(names.map(read)).toEqual(bytes);
  });

  it('prints a model-index', async () => {
    const { code, stdout } = await run('report half --format model-index');
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({
      'model-index': [
        {
          name: 'org/half-1b',
          results: [
            {
              dataset: { type: 'gaokao', split: 'test' },
              metrics: [{ type: 'acc', name: 'Average (subject-mean, 1449 of 1458 questions)' }],
            },
          ],
        },
      ],
    });
  });

  it('prints a job summary, and writes none by itself', async () => {
    const { code, stdout } = await run('report half one --format github');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## Exam scores\n\n### GAOKAO-Bench\n/);
    expect(stdout).toContain('<details>\n<summary>');
    expect(existsSync(at('step-summary.md'))).toBe(false);
  });

  it('shows runs among published rows in the page for browsers, with what they lack; sample runs apart', async () => {
    const { code, stdout } = await run('report half one samples --format html');
    expect(code).toBe(0);
    const section = (id: string): string =>
      new RegExp(`<section id="${id}".*?</section>`, 's').exec(stdout)?.[0] ?? '';
    const rows = [...section('leaderboards').matchAll(/<tr class="(\w+)"><th scope="row">([^<]+)/g)];
    // The card's ten rows of Gaokao, and the two runs below them, though one has the highest average: neither is whole.
    expect(rows).toHaveLength(12);
    expect(rows[0]?.slice(1)).toEqual(['quoted', 'baichuan-7B']);
    expect(rows.slice(-2).map((row) => row.slice(1))).toEqual([
      ['measured', 'org/half-1b'],
      ['measured', 'one'],
    ]);
    expect(section('leaderboards')).toContain('not a whole run of the exam: 9 of 1458 questions failed');
    expect(section('leaderboards')).not.toContain('of-samples');
    const titled = /<caption[^>]*>([^<]+)<\/caption>(.*?)<\/table>/gs;
    const tables = [...section('tables').matchAll(titled)].map(([, title = '', body = '']) => [
      title,
      [...body.matchAll(/half-1b|one|of-samples/g)].map(([name]) => name),
    ]);
    expect(tables).toEqual([
      ['GAOKAO-Bench', ['half-1b', 'one']],
      ['GAOKAO-Bench (sample questions)', ['of-samples']],
    ]);
  });

  it.each(['terminal', 'markdown', 'github'])(
    'has a table for samples and one for the exam as %s, and names of their own for runs of one model',
    async (format) => {
      const { code, stdout } = await run(`report samples half again --format ${format}`);
      expect(code).toBe(0);
      const [ofSamples = '', ofExam = ''] = stdout.split(/^(?:### )?GAOKAO-Bench$/m);
      expect(ofSamples).toContain('GAOKAO-Bench (sample questions)');
      expect(ofSamples).toContain('of-samples');
      expect(ofSamples.replace(/\\?_/g, '')).not.toContain('half-1b');
      expect(ofExam.replaceAll('\\', '')).toContain('org/half-1b (abcdefabcdef)');
      expect(ofExam.replaceAll('\\', '')).toContain('org/half-1b (dddddddddddd)');
    },
  );

  it('gives sample questions names of their own', async () => {
    const { code, stdout } = await run('report samples --format lm-eval');
    expect(code).toBe(0);
    const { results } = JSON.parse(stdout) as { results: Record<string, unknown> };
    expect(Object.keys(results).filter((name) => !name.startsWith('gaokao_samples'))).toEqual([]);
  });

  it.each([
    ['report half one --format lm-eval', /lm-eval's results are of one run, and these are 2: name one\./],
    ['report samples --format model-index', /asked fiveshot's sample questions: a model card has no place/],
    ['report one --format model-index', /has no average of an exam, which a model card could name/],
    ['report half --out lm', /--out is for --format lm-eval: send what terminal prints to a file\./],
    ['report half --json --out lm', /--out is for --format lm-eval: send what json prints to a file\./],
    ['report half --published there', /--published is for --format html, whose page has those tables/],
    ['report half --format html --published there', /there is not a folder of published tables/],
    ['report half --format junit', /--format is "junit": it must be one of/],
  ])('%s is refused with one sentence', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
