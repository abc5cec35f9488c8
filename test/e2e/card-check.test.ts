import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { GAOKAO, writeMadeRun, WRONG } from '../commands/leaderboard/made-runs.ts';
import { parseXml } from '../report/xml.ts';
import { commandLine } from './command-line.ts';

const { cwd, run } = commandLine();
const at = (name: string): string => join(cwd, name);
const [first] = GAOKAO;

/** Every fourth answer is right: about 25 %. */
const quarter = (_: string, index: number) => (index % 4 === 0 ? {} : WRONG);

beforeAll(async () => {
  cpSync(resolve(import.meta.dirname, '../../results/smollm2'), at('smollm2'), { recursive: true });
  await writeMadeRun(at('quarter'), { model: 'Falcon-7B', entry: quarter });
  await writeMadeRun(at('hostile'), { model: 'a|b\u001b[31m<script>\n', entry: quarter });
  await writeMadeRun(at('part'), { model: 'Falcon-7B', subjects: GAOKAO.slice(1), entry: quarter });
  await writeMadeRun(at('samples'), {
    model: 'Falcon-7B',
    samples: [first?.subject ?? ''],
    subjects: GAOKAO.slice(0, 1),
  });
});

describe('fiveshot card check', () => {
  it("puts a run beside its model's row and passes it inside its interval", async () => {
    const { code, stdout, stderr } = await run('card check quarter');
    expect(stdout).toContain('run abcdefabcdef: Falcon-7B, fp32; published: Falcon-7B\n');
    expect(stdout).toMatch(
      /Average .* 25\.\d\d \(1458\/1458\) .* 23\.98 .* unknown .* \+1\.\d{3} .* inside .* sampling error/,
    );
    expect(stdout).toContain('sampling error is unknown: the source does not say which questions');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "check passed: all of 1 cells are inside the run's 95 % intervals\n",
    });
  });

  it('ends with 1 outside, and says what may explain it', async () => {
    const { code, stdout, stderr } = await run('card check quarter --tolerance 0.5');
    expect(stdout).toMatch(/outside .* sampling error, recipe, split, precision \[3,4,5\]/);
    expect(stdout).toContain('fp32; the source names no precision');
    expect(stderr).toBe('check failed: 1 of 1 cells are outside 0.5 points: Gaokao Average\n');
    expect(code).toBe(1);
  });

  it('checks every exam of a run whose row has one, as JSON with unrounded numbers', async () => {
    const { code, stdout } = await run('card check smollm2 --row Aquila-7B --json');
    const parsed = JSON.parse(stdout) as {
      schema: string;
      withoutRow: string[];
      exams: { table: string; cells: Record<string, unknown>[] }[];
    };
    expect(parsed.schema).toBe('fiveshot.card-check/1');
    expect(parsed.withoutRow).toEqual(['MMLU']);
    expect(parsed.exams.map(({ table, cells }) => [table, cells.length])).toEqual([
      ['ceval', 6],
      ['gaokao', 1],
      ['agieval', 1],
    ]);
    expect(parsed.exams[0]?.cells[0]).toMatchObject({
      column: 'Average',
      accuracy: 0.2564688864254818,
      published: '25.5',
      finding: 'inside',
    });
    expect(code).toBe(0);
  });

  it('judges only the tables that are asked for, and an empty published cell not at all', async () => {
    const { code, stdout } = await run('card check smollm2 --row Falcon-7B --table mmlu --format markdown');
    expect(stdout.match(/^### .*/gm)).toEqual(['### MMLU']);
    expect(stdout).toMatch(/\| STEM \| 24\.7 .* \| - \| unknown \| - \| unknown \| - \|/);
    // 24.5 beside 35.0, which another protocol gave.
    expect(stdout).toMatch(/\| Average \| 24\.5 .* \| 35\.0 .* \| outside \| /);
    expect(code).toBe(1);
  });

  it('tells a row of another protocol, and cut prompts by the columns that have them', async () => {
    const { stdout } = await run('card check smollm2 --row llama-7b --table mmlu --format markdown');
    const why = (column: string) =>
      new RegExp(`^\\| ${column} \\| .* \\| ([^|]*) \\|$`, 'm').exec(stdout)?.[1]?.replace(/ \\\[.*/, '');
    // The cut prompts are those of three subjects of the humanities.
    expect(['Humanities', 'STEM', 'Average'].map(why)).toEqual([
      'protocol, prompts',
      'protocol',
      'protocol, prompts',
    ]);
    expect(stdout).toContain("the row is not of the source's own protocol: row quoted from the MMLU page");
    expect(stdout.match(/^- \\\[1\\\] .*$/m)?.[0]).toMatch(
      /: LLaMA-7B, Baichuan-7B model card of 2023-06-15: Quoted from the Papers with Code page [a-z-]+\.$/,
    );
  });

  it('decides nothing where no cell has both numbers', async () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../results/published/gaokao.yaml'), 'utf8');
    cpSync(resolve(import.meta.dirname, '../../results/published'), at('published'), { recursive: true });
    writeFileSync(at('published/gaokao.yaml'), page.replace("values: ['23.98']", 'values: [null]'));
    const { code, stderr } = await run('card check quarter --published published');
    expect(stderr).toBe('check not decided: no cell has both a number of the run and a published one\n');
    expect(code).toBe(3);
  });

  it('marks a run that is not whole', async () => {
    const { code, stdout } = await run('card check part --allow-incomplete --format markdown');
    expect(stdout).toContain("not a whole run of the exam: only 8 of the exam's 9 subjects were run");
    // Without one of its subjects there is no average.
    expect(code).toBe(3);
  });

  it('keeps hostile names inert', async () => {
    const { stdout } = await run('card check hostile --row Falcon-7B --format markdown');
    expect(stdout).toContain('- run abcdefabcdef: a\\|b\\[31m&lt;script&gt; , fp32');
    expect((await run('card check hostile --row Falcon-7B')).stdout).not.toContain('\u001b');
  });

  it('writes its judgement as JUnit', async () => {
    expect((await run('card check smollm2 --row Falcon-7B --table mmlu --junit check.xml')).code).toBe(1);
    const root = parseXml(readFileSync(at('check.xml'), 'utf8'));
    expect(root.attributes).toMatchObject({ tests: '1', failures: '1' });
    await run('card check hostile --row Falcon-7B --junit hostile.xml');
    expect(parseXml(readFileSync(at('hostile.xml'), 'utf8')).attributes).toMatchObject({ failures: '0' });
  });

  it.each([
    ['card check quarter --junit none/check.xml', /There is no folder none for none\/check\.xml/],
    ['card check hostile', /The run's model is called .*name one with --row: Aquila-7B, /],
    [
      'card check quarter --row falcon-7',
      /No published row is called 'falcon-7', only .* mean 'Falcon-7B'\?/,
    ],
    ['card check smollm2 --row GPT4', /Did you mean 'GPT-4'\?/],
    ['card check part', /can't be checked against Gaokao: only 8 .*--allow-incomplete\./],
    ['card check samples', /can't be checked against Gaokao: its questions are fiveshot's samples/],
    ['card check samples --allow-incomplete', /samples, not the exam's\. Run the exam itself\./],
    ['card check quarter --table mmlu', /has no exam of the published tables mmlu: there is nothing/],
    ['card check quarter --table mlu', /no published table 'mlu'.* Did you mean 'mmlu'\?/],
    ['card check quarter --tolerance -1', /--tolerance is -1: it must be percentage points from 0 to 100\./],
    ['card check quarter --tolerance x', /--tolerance is not a number/],
    ['card check nothing', /nothing is not a run folder: it has no run\.json\.\n$/],
    ['card check', /the command is 'fiveshot card check <run>'/],
  ])('%s is refused with one sentence', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
