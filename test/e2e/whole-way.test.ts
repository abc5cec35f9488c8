import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPins } from '../../src/datasets/verify.ts';
import { commandLine } from './command-line.ts';
import { journalOf, jsonOf } from './run-files.ts';
import { writeCheckpoint } from './tiny-checkpoint.ts';
import { SCORED, writeExams } from './tiny-exams.ts';
import { ALL_TASKS } from './tiny-world.ts';

const { cwd, run } = commandLine();
const QUESTIONS = Object.values(SCORED).reduce((sum, count) => sum + count, 0);

/** The shape that `report --format json` promises, as far as these tests read it. */
interface Report {
  readonly schema: string;
  readonly runs: readonly {
    readonly model: string;
    readonly summaries: readonly {
      readonly benchmark: keyof typeof SCORED;
      readonly subjects: readonly {
        readonly subject: string;
        readonly scored: number;
        readonly total: number;
      }[];
    }[];
  }[];
}

describe('from a checkpoint and exam files to tables', () => {
  beforeAll(async () => {
    writeExams(join(cwd, 'data'));
    writeCheckpoint(join(cwd, 'checkpoint'));
    const built = await run('model build checkpoint --out model');
    expect(built).toMatchObject({ code: 0, stderr: '' });
    const ran = await run(`run --model model --tasks ${ALL_TASKS} --data data --out run`);
    expect(ran.code).toBe(0);
  });

  it('inspects the checkpoint and the built model with the same exact number of parameters', async () => {
    // Embedding 4000 x 32; a layer's q and o 32 x 32, k and v 16 x 32, three of 48 x 32, two norms; a last norm.
    const parameters = 4000 * 32 + 2 * (2 * 32 * 32 + 2 * 16 * 32 + 3 * 48 * 32 + 2 * 32) + 32;
    for (const model of ['checkpoint', 'model']) {
      const { code, stdout } = await run(`model inspect ${model} --json`);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ architecture: 'llama', parameterCount: parameters });
    }
    const { stdout } = await run('model inspect model');
    expect(stdout).toContain(parameters.toLocaleString('en'));
    expect(stdout).toContain('4096 tokens');
  });

  it('verifies the model: hashes agree, three prompts with finite logits of four letters', async () => {
    const { code, stdout } = await run('model verify model --json');
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as {
      files: { same: boolean }[];
      prompts: { logits: number[]; letterIds: number[][] }[];
    };
    expect(found.files.length).toBeGreaterThanOrEqual(4);
    expect(found.files.every(({ same }) => same)).toBe(true);
    expect(found.prompts).toHaveLength(3);
    for (const { logits, letterIds } of found.prompts) {
      expect(logits).toHaveLength(4);
      expect(logits.every(Number.isFinite)).toBe(true);
      expect(new Set(letterIds.flat()).size).toBe(4);
    }
  });

  it('prints results on the output stream and everything else on the error stream', async () => {
    const { stdout, stderr } = await run(`run --model model --tasks ${ALL_TASKS} --data data --out fresh`);
    const report = await run('report fresh');
    expect(stdout).toBe(report.stdout);
    expect(report.stderr).toBe('');
    for (const exam of Object.keys(SCORED))
      expect(stderr).toMatch(new RegExp(`^${exam} \\(.+\\): letters by rule`, 'm'));
    expect(stderr).toMatch(/tokens computed \d+, reused \d+; computed \/ minimum 1\.00\d/);
    expect(stderr).toMatch(/40 questions in .* questions\/s, peak memory \d+ MB/);
    expect(stderr).not.toContain('\u001b');
    expect(stdout).not.toContain('\u001b');
  });

  it('says nothing on the error stream with --quiet, and prints JSON with --json', async () => {
    const { code, stdout, stderr } = await run(
      `run --model model --tasks ${ALL_TASKS} --data data --out run --quiet --json`,
    );
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toBe((await run('report run --format json')).stdout);
  });

  it('has each question once in the journal, with its right letter', async () => {
    const entries = journalOf(join(cwd, 'run'));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(QUESTIONS);
    expect(entries).toHaveLength(QUESTIONS);
    // The data's own rule: question n of MMLU's test file has the answer of number n + 5.
    const anatomy = entries.filter(({ id }) => id.startsWith('mmlu/anatomy/test/'));
    expect(anatomy.map(({ gold }) => gold).join('')).toBe('BCDAB');
    for (const { scores, chosen } of entries) {
      const best = scores.indexOf(Math.max(...scores));
      expect(chosen).toBe('ABCD'[best]);
    }
    expect(new Set(entries.map(({ chosen }) => chosen)).size).toBe(4);
  });

  it('reports as JSON, with n/N of every subject', async () => {
    const { stdout } = await run('report run --format json');
    const report = JSON.parse(stdout) as Report;
    expect(report.schema).toBe('fiveshot.report/1');
    expect(report.runs.map(({ model }) => model)).toEqual(['model']);
    const scored = report.runs[0]?.summaries.map(({ benchmark, subjects }) => [
      benchmark,
      subjects.reduce((sum, one) => sum + one.scored, 0),
    ]);
    expect(Object.fromEntries(scored ?? [])).toEqual(SCORED);
  });

  it('shows the subjects of exams that were not run whole, with n/N, in both printed formats', async () => {
    const anatomy = journalOf(join(cwd, 'run')).filter(({ id }) => id.startsWith('mmlu/anatomy/'));
    const right = anatomy.filter(({ chosen, gold }) => chosen === gold).length;
    const cell = `${(20 * right).toFixed(1)} (5/5)`;
    const terminal = (await run('report run')).stdout;
    expect(terminal).toMatch(/^MMLU, model: subjects$/m);
    expect(terminal).toMatch(
      new RegExp(`│ anatomy +│ Other +│ test +│ +${cell.replace(/[().]/g, '\\$&')} │`),
    );
    const markdown = (await run('report run --format markdown')).stdout;
    expect(markdown).toContain(`| anatomy | Other | test | ${cell} |`);
    expect(markdown).toMatch(/^### MMLU$/m);
  });

  it('reports as the page that the run folder has', async () => {
    const { code, stdout } = await run('report run --format html');
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(cwd, 'run/report.html'), 'utf8'));
    expect(stdout).toMatch(/^<!doctype html>/);
  });

  it('tells what the scores tell in report.md and with --detail, and not without', async () => {
    const page = readFileSync(join(cwd, 'run/report.md'), 'utf8');
    const detail = (await run('report run --format markdown --detail')).stdout;
    for (const text of [page, detail]) {
      expect(text).toContain('### MMLU, model: what the scores tell\n');
      expect(text).toContain('| Within engine noise |');
    }
    expect((await run('report run --format markdown')).stdout).not.toContain('what the scores tell');
  });

  it('does a finished run no second time and keeps its summary', async () => {
    const before = readFileSync(join(cwd, 'run/summary.json'));
    const journal = readFileSync(join(cwd, 'run/journal.jsonl'));
    const again = await run(`run --model model --tasks ${ALL_TASKS} --data data --out run`);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(`nothing left to do: all ${QUESTIONS} questions are in the journal`);
    expect(again.stderr).not.toContain('loading the weights');
    expect(readFileSync(join(cwd, 'run/summary.json'))).toEqual(before);
    expect(readFileSync(join(cwd, 'run/journal.jsonl'))).toEqual(journal);
    expect(jsonOf(join(cwd, 'run'), 'run.json')).toMatchObject({
      recipe: 'card-1',
      finished: expect.any(String),
    });
  });

  it('finds the same default folder again for the same command', async () => {
    const once = await run('run --model model --tasks mmlu/virology --data data');
    const twice = await run('run --model model --tasks mmlu/virology --data data');
    const folder = /run folder: (runs\/[0-9a-f]{12})\n/.exec(once.stderr)?.[1];
    expect(folder).toBeDefined();
    expect(twice.stderr).toContain(
      `run folder: ${folder}\nreport: ${folder}/report.md\npage: ${folder}/report.html\n`,
    );
    expect(twice.stdout).toBe(once.stdout);
  });
});

describe('prompt', () => {
  // docs/recipes.md: header, shots and item byte for byte; C-Eval's first shot under card-1 is dev row 4.
  const ANATOMY =
    'The following are multiple choice questions (with answers) about  anatomy.\n\n' +
    'How many fingers,\nif 0 more than 0 are seen?\nA. 0\nB. 0\nC. 0, or so\nD. None\nAnswer: A\n\n' +
    'How many fingers,\nif 7 more than 21 are seen?\nA. 28\nB. 7\nC. 7, or so\nD. None\nAnswer:';
  const LOGIC =
    '以下是中国关于逻辑学考试的单项选择题，请选出其中的正确答案。\n\n' +
    '第4个命题,\r\n比它多6的是____\nA. 4\nB. 5个 \nC.  10\nD. None\n答案：A\n' +
    '第2个命题,\r\n比它多4的是____\nA. 2\nB. 3个 \nC.  6\nD. None\n答案：';

  it.each([
    ['mmlu/anatomy', '2', ANATOMY],
    ['ceval/logic', '2', LOGIC],
  ])('prints the exact bytes of %s %s alone on the output stream', async (subject, index, text) => {
    const { code, stdout, stderr } = await run(
      `prompt ${subject} ${index} --shots 1 --data data --model model`,
    );
    expect(code).toBe(0);
    expect(stdout).toBe(text);
    expect(stderr).toContain(`sha256 ${createHash('sha256').update(text).digest('hex')}`);
    expect(stderr).toMatch(/^tokens: \d+$/m);
    expect(stderr).toMatch(/letters by rule 'upstream': A 36 "A", B 37 "B", C 38 "C", D 39 "D"/);
  });

  it('writes every prompt as a JSON line, subjects in name order, rows in file order', async () => {
    const { stdout, stderr } = await run(
      'prompt --all --tasks ceval/logic --tasks ceval/law --split test --data data',
    );
    expect(stderr).toBe('');
    expect(stdout.endsWith('\n')).toBe(true);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<'id' | 'prompt' | 'sha256' | 'gold' | 'shots', unknown>);
    expect(lines.map(({ id }) => id)).toEqual(
      ['law', 'logic'].flatMap((subject) => [0, 1, 2].map((row) => `ceval/${subject}/test/${row}`)),
    );
    for (const { prompt, sha256, gold } of lines) {
      expect(sha256).toBe(createHash('sha256').update(String(prompt)).digest('hex'));
      expect(gold).toBeNull();
    }
    expect(lines[3]?.shots).toEqual([4, 0, 2, 3, 1].map((row) => `ceval/logic/dev/${row}`));
  });
});

describe('what there is', () => {
  it('lists exams, recipes and subjects', async () => {
    const { code, stdout } = await run('tasks --json');
    expect(code).toBe(0);
    const listed = JSON.parse(stdout) as { exams: { id: string; subjects: unknown[] }[]; recipes: unknown[] };
    expect(listed.exams.map(({ id, subjects }) => [id, subjects.length])).toEqual([
      ['ceval', 52],
      ['gaokao', 9],
      ['agieval', 15],
      ['mmlu', 57],
    ]);
    const { stdout: subjects } = await run('tasks mmlu');
    expect(subjects).toMatch(/abstract_algebra +STEM/);
  });

  it('finds exams by --data, else in ./datasets', async () => {
    const { stdout } = await run('datasets list --data data --json');
    const { exams } = JSON.parse(stdout) as { exams: { id: string; location: string | null }[] };
    expect(exams.map(({ id, location }) => [id, location])).toEqual([
      ['ceval', join(cwd, 'data/ceval')],
      ['gaokao', join(cwd, 'data/gaokao-bench')],
      ['agieval', join(cwd, 'data/agieval')],
      ['mmlu', join(cwd, 'data/mmlu')],
    ]);
    expect((await run('datasets list')).stdout).toContain(
      `data folder: ${join(cwd, 'datasets')} (the default)`,
    );
  });

  it('names files that are not as published; fails only where one is missing or unreadable', async () => {
    const biology = readFileSync(join(cwd, 'data/gaokao-bench/2010-2022_Biology_MCQs.json'), 'utf8');
    const folder = join(cwd, 'changed/gaokao-bench');
    const names = Object.values(await readPins('gaokao')).map(({ name }) => name);
    mkdirSync(folder, { recursive: true });
    for (const name of names) {
      writeFileSync(join(folder, name), biology.replace('2010-2022_Biology_MCQs', name.replace('.json', '')));
    }
    const verify = 'datasets verify gaokao --data changed';
    const changed = await run(verify);
    expect(changed.stdout).toMatch(/2010-2022_Biology_MCQs\.json +changed +10 +150/);
    expect(changed.stdout).toContain('0 of 9 files are as published');
    expect(changed.code).toBe(0);

    const file = join(folder, '2010-2022_Math_I_MCQs.json');
    writeFileSync(file, biology.slice(0, 200));
    expect(await run(verify)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is not valid JSON'),
    });
    rmSync(file);
    const lacking = await run(verify);
    expect(lacking.stdout).toMatch(/2010-2022_Math_I_MCQs\.json +missing +- +\d+/);
    expect(lacking.code).toBe(1);
  });
});
