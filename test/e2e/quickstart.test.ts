import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine, outcome } from './command-line.ts';
import { ACCEPT, answersOf, differences, quickstartAnswers } from './quickstart-answers.ts';
import { journalOf, verdictsOf } from './run-files.ts';

const { cwd, run, start } = commandLine();
const at = (folder: string): string => join(cwd, folder);
const stored = quickstartAnswers.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../golden/quickstart.json'), 'utf8')),
);

/** One subject an exam, for what is run several times. */
const SOME = ['ceval/logic', 'mmlu/sociology', 'agieval/sat-math', 'gaokao/2010-2022_Physics_MCQs'];
/** The command's folder has the project's own folders beside the compiled sources. */
const some = (out: string, flags: string): string =>
  `run ../configs/quickstart.yaml --tasks ${SOME.join(',')} --out ${out} ${flags}`;

beforeAll(async () => {
  const { code, stdout, stderr } = await run('quickstart --out whole');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toContain('C-Eval (sample questions)');
  expect(stderr).toContain('building tiny-reader once');
  expect(stderr).toContain('report: whole/report.md');
  expect(stderr).toContain('What next?');
});

describe('the quick start', () => {
  it('answers as it did, question by question', () => {
    const changed = differences(stored, answersOf(journalOf(at('whole'))));
    expect(changed, `${changed.join('\n')}\n${ACCEPT}\n`).toEqual([]);
  });

  it('has no question that another processor could answer otherwise: every margin is at least 0.01', () => {
    const near = journalOf(at('whole')).filter(({ margin }) => margin === null || margin < 0.01);
    expect(near.map(({ id }) => id)).toEqual([]);
  });

  it('says so when it is done already, and writes the same report again', async () => {
    const report = readFileSync(at('whole/report.md'), 'utf8');
    expect(report).toMatch(/^# tiny-reader under card-1\n/);
    for (const title of ['C-Eval', 'GAOKAO-Bench', 'AGIEval', 'MMLU'])
      expect(report).toContain(`### ${title} (sample questions)\n`);
    const { code, stderr } = await run('quickstart --out whole');
    expect(code).toBe(0);
    expect(stderr).toMatch(/nothing left to do: all \d+ questions are in the journal/);
    expect(stderr).not.toContain('building');
    expect(readFileSync(at('whole/report.md'), 'utf8')).toBe(report);
  });

  it.each([
    ['without reuse of the shots', '--no-reuse'],
    ['with one thread', '--threads 1'],
    ['with two threads', '--threads 2'],
  ])('gives the same verdicts %s', async (_, flags) => {
    const out = `some${flags.replaceAll(/\W+/g, '-')}`;
    expect((await run(some(out, `${flags} --quiet`))).code).toBe(0);
    expect(verdictsOf(at(out))).toEqual(ofSome());
  });

  it('gives the same verdicts when it is killed and resumed', async () => {
    const child = start(some('killed', '--no-reuse'));
    let sent = false;
    child.stderr?.on('data', (text: Buffer) => {
      if (!sent && text.toString().includes('questions/s')) sent = child.kill('SIGKILL');
    });
    expect((await outcome(child)).code).toBeNull();
    const kept = journalOf(at('killed')).length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(ofSome().length);
    expect((await run(some('killed', '--quiet'))).code).toBe(0);
    expect(verdictsOf(at('killed'))).toEqual(ofSome());
  });
});

/** The whole run's verdicts on those subjects. */
function ofSome(): string[] {
  return verdictsOf(at('whole')).filter((line) => SOME.some((subject) => line.startsWith(`["${subject}/`)));
}

describe('stored answers', () => {
  const one = { right: 2, total: 3, chosen: 'ABC' };
  const had = { verdictsSha256: '0', subjects: { 'mmlu/law': one, 'mmlu/virology': one } };

  it('name the subject that changed, and where', () => {
    const subjects = { ...had.subjects, 'mmlu/law': { right: 1, total: 3, chosen: 'ABD' } };
    expect(differences(had, { verdictsSha256: '1', subjects })).toEqual([
      'mmlu/law: 1 of 3 right, 2 stored; other letters at 3',
    ]);
  });

  it('tell subjects that are new or gone, and other questions with the same letters', () => {
    const subjects = { 'mmlu/law': one, 'mmlu/anatomy': one };
    expect(differences(had, { verdictsSha256: '1', subjects })).toEqual([
      'mmlu/anatomy: not among the stored answers',
      'mmlu/virology: stored, and not run',
    ]);
    expect(differences(had, { ...had, verdictsSha256: '1' })).toHaveLength(1);
    expect(differences(had, had)).toEqual([]);
  });
});
