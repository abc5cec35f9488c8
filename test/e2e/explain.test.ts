import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/records.ts';
import { openRun } from '../../src/results/run-folder.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { entryOf, runRecordOf } from '../results/records.ts';
import { writeRunFolder } from '../viewer/made-run.ts';
import { commandLine } from './command-line.ts';

const { cwd, run } = commandLine();

const SUBJECTS = ['anatomy', 'virology'];

/** The record of a run of two subjects of MMLU, ten questions each. */
function recordOf(
  name: string,
  changes: Partial<RunRecord> = {},
  exam: Partial<RunRecord['benchmarks'][number]> = {},
): RunRecord {
  const record = runRecordOf({
    model: { name, sha256: '1'.repeat(64), tokenizerSha256: '2'.repeat(64) },
  });
  const subjects = SUBJECTS.map((subject) => ({ subject, split: 'test' as const, total: 10 }));
  return {
    ...record,
    benchmarks: record.benchmarks.map((one) => Object.assign({}, one, { subjects }, exam)),
    ...changes,
  };
}

/** Writes a folder with the name of the run's model: the right answers of each subject come first. */
async function writeRun(
  record: RunRecord,
  right: number,
  change: (index: number) => Partial<JournalEntry> = () => ({}),
): Promise<void> {
  const open = await openRun(join(cwd, record.model.name), record);
  for (const subject of SUBJECTS) {
    for (let index = 0; index < 10; index++) {
      const verdict = index < right ? {} : ({ outcome: 'wrong', chosen: 'A' } as const);
      await open.journal.append(
        entryOf(index, { ...verdict, ...change(index), id: `mmlu/${subject}/test/${index}` }),
      );
    }
  }
  await open.close();
}

beforeAll(async () => {
  const { settings } = runRecordOf();
  await writeRun(recordOf('first'), 8);
  // Of the four that are lost in each subject, one was asked in other words.
  await writeRun(
    recordOf('second', { recipe: 'official-1', settings: { ...settings, shots: 4, maxTokens: 512 } }),
    4,
    (index) => (index === 4 ? { promptSha256: 'b'.repeat(64), shotsAsked: 4, shotsUsed: 4 } : {}),
  );
  const two = recordOf('two-exams');
  const [mmlu] = two.benchmarks;
  if (mmlu === undefined) throw new Error('the run has an exam');
  await writeRun({ ...two, benchmarks: [{ ...mmlu, benchmark: 'ceval', subjects: [] }, mmlu] }, 8);
  await writeRun(recordOf('letters', {}, { letterRule: 'context', letterIds: { A: [20] } }), 7);
  await writeRun(
    recordOf('other-file', {}, { files: [{ name: 'test/optics_test.csv', sha256: '9'.repeat(64) }] }),
    8,
  );
  await writeRun(recordOf('samples', {}, { samples: SUBJECTS }), 8);
  await writeRunFolder(join(cwd, 'none'), recordOf('none', { benchmarks: [] }), []);
  await writeRun(recordOf('contradicted'), 8, (index) =>
    index === 3 ? { chosen: 'C', outcome: 'wrong', scores: [0, 2.25, 0, 0] } : {},
  );
});

describe('explain', () => {
  it('splits the difference of runs that compare refuses', async () => {
    expect((await run('compare first second')).code).toBe(2);
    const { code, stdout, stderr } = await run('explain first second');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('A: first, fp32, 5 shots, run 0123456789ab\nB: second, fp32, 4 shots');
    expect(stdout).toContain(
      'MMLU: A has 80.0 (2 of 57 subjects) and B 40.0 (2 of 57 subjects), -40.0 points: what remains -30.0, prompt -10.0.\n',
    );
    expect(stdout).toMatch(/ all +│ -40\.00 +│ +20 │ +8 │ +0 /);
    expect(stdout).toMatch(/ prompt \[\d\] +│ -10\.00 +│ +2 │ +2 │ +0 /);
    expect(stdout).toContain(
      "partial: A's average is over 2 subjects and B's over 2, the exam's own over 57",
    );
  });

  it('names letters, in Markdown too', async () => {
    const { stdout } = await run('explain first letters --format markdown');
    expect(stdout).toContain(
      '- MMLU: A has 80.0 (2 of 57 subjects) and B 70.0 (2 of 57 subjects), -10.0 points: letters -10.0.\n',
    );
    expect(stdout).toMatch(/^\| letters \\\[\d\\\] \| -10\.00 \| 20 \| 2 \| 0 \|$/m);
    expect(stdout).toContain("B: letters by rule 'context' instead of the recipe's 'upstream'");
  });

  it('explains the exams that both runs have', async () => {
    const { code, stdout } = await run('explain two-exams letters');
    expect(code).toBe(0);
    expect(stdout).toContain('Left out, since only A has them: C-Eval\nMMLU: ');
    const narrowed = await run('explain two-exams letters --tasks mmlu');
    expect(narrowed.stdout).not.toContain('Left out');
    expect(narrowed.stdout).toContain('MMLU: ');
  });

  it('gives JSON with unrounded numbers', async () => {
    const { stdout } = await run('explain first first --json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'fiveshot.explanation/1',
      exams: [
        {
          split: { difference: 0 },
          sentence: 'A has 80.0 (2 of 57 subjects) and B 80.0 (2 of 57 subjects); no part adds anything.',
        },
      ],
    });
  });

  it.each([
    [
      'explain first other-file',
      /the hash of mmlu's file test\/optics_test\.csv is 3{64} in A and 9{64} in B; give two runs of the same questions\./,
    ],
    ['explain first samples', /the source of mmlu is the exam in A and fiveshot's samples/],
    ['explain first none', /the list of exams is mmlu in A and none in B/],
    [
      'explain first contradicted',
      /Line 4 of the journal of run 0123456789ab, mmlu\/anatomy\/test\/3, contradicts itself: chosen is C, and the highest score is that of B; restore the file\./,
    ],
    ['explain first nothing', /nothing is not a run folder/],
    ['explain first', /the command is 'fiveshot explain <a> <b>'/],
  ])('%s is refused with one sentence', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
