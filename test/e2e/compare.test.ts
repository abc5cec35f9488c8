import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/records.ts';
import { openRun } from '../../src/results/run-folder.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { entryOf, runRecordOf } from '../results/records.ts';
import { parseXml } from '../report/xml.ts';
import { commandLine } from './command-line.ts';

const { cwd, run } = commandLine();

const OUTCOMES: Readonly<Record<string, Partial<JournalEntry>>> = {
  '+': { outcome: 'right' },
  '-': { outcome: 'wrong', chosen: 'A' },
  '!': { outcome: 'failed', chosen: null, scores: [], probabilities: [], margin: null, reason: 'no memory' },
  '?': { outcome: 'unlabelled', gold: null },
};

/** The record of a run of two subjects of MMLU, 30 questions each. */
function recordOf(name: string, exam: Partial<RunRecord['benchmarks'][number]> = {}): RunRecord {
  const record = runRecordOf({
    model: { name, sha256: '1'.repeat(64), tokenizerSha256: '2'.repeat(64) },
  });
  const subjects = ['anatomy', 'virology'].map((subject) => ({ subject, split: 'test' as const, total: 30 }));
  return {
    ...record,
    benchmarks: record.benchmarks.map((one) => Object.assign({}, one, { subjects }, exam)),
  };
}

/** Writes a folder with the name of the run's model: a sign a question, less those that were not asked. */
async function writeRun(
  record: RunRecord,
  answers: { readonly anatomy: string; readonly virology: string },
): Promise<void> {
  const open = await openRun(join(cwd, record.model.name), record);
  for (const [subject, signs] of Object.entries(answers)) {
    for (const [index, sign] of signs.split('').entries()) {
      await open.journal.append(entryOf(index, { ...OUTCOMES[sign], id: `mmlu/${subject}/test/${index}` }));
    }
  }
  await open.close();
}

beforeAll(async () => {
  const good = { anatomy: '+'.repeat(30), virology: '+-'.repeat(15) };
  const bad = { anatomy: '+++-'.repeat(7), virology: '+--!'.repeat(7) };
  const blind = { anatomy: '???', virology: '' };
  const samples = { samples: ['anatomy', 'virology'] };
  await writeRun(recordOf('good'), good);
  await writeRun(recordOf('bad'), bad);
  await writeRun(recordOf('good-samples', samples), good);
  await writeRun(recordOf('bad-samples', samples), bad);
  // Right or failed, and never wrong.
  await writeRun(recordOf('hidden'), {
    anatomy: `${'+'.repeat(20)}${'!'.repeat(10)}`,
    virology: '+!'.repeat(15),
  });
  await writeRun(recordOf('blind'), blind);
  await writeRun(recordOf('blind-too'), blind);
  const two = recordOf('two-exams');
  const [mmlu] = two.benchmarks;
  if (mmlu === undefined) throw new Error('the run has an exam');
  const law = {
    ...mmlu,
    benchmark: 'ceval' as const,
    subjects: [{ subject: 'law', split: 'val' as const, total: 24 }],
  };
  await writeRun({ ...two, benchmarks: [law, mmlu] }, good);
  await writeRun({ ...recordOf('official'), recipe: 'official-1' }, good);
});

describe('compare', () => {
  it('says in words and tables how two runs differ, and counts what it did not compare', async () => {
    const { code, stdout, stderr } = await run('compare good bad');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // 28 of anatomy and 21 of virology were scored in both; B lost 7 and 7 of those and won none.
    expect(stdout).toContain('A: good, fp32, run 0123456789ab\nB: bad, fp32');
    expect(stdout).toMatch(
      /^MMLU: B is 2\d\.\d points worse than A, over 49 of 60 questions in 2 of 57 subjects, 95 % interval -\d+\.\d to -\d+\.\d; p = 0\.0\d+: unlikely to be noise; but 11 of 60 questions that were asked were not compared\.$/m,
    );
    expect(stdout).toContain('questions not compared: 4 only in A, 7 failed');
    expect(stdout).toContain("partial: the averages are over 2 subjects, the exam's own over 57");
    expect(stdout).toMatch(
      /anatomy \[\d\] .*100\.0 \(28\/30\).* 75\.0 \(28\/30\).* -25\.0 .* 7 .* 0 .*0\.0156/,
    );
  });

  it('gates: 1 where B is significantly worse, 0 where it is not', async () => {
    const worse = await run('compare good bad --gate');
    expect(worse.stderr).toBe(
      'gate failed: B is significantly worse than A in MMLU (49 of 60 questions) (alpha 0.05)\n',
    );
    expect(worse.code).toBe(1);
    const better = await run('compare bad good --gate --max-uncompared 20 --format markdown');
    expect(better.stderr).toBe(
      'gate passed: B is significantly worse than A in no exam (alpha 0.05): MMLU (49 of 60 questions)\n',
    );
    expect(better.stdout).toMatch(/^- MMLU: B is 2\d\.\d points better than A/m);
    expect(better.code).toBe(0);
    expect((await run('compare good good --gate')).code).toBe(0);
    expect((await run('compare good bad --gate --alpha 0.0001 --max-uncompared 20')).code).toBe(0);
  });

  it('writes what the gate says as JUnit', async () => {
    expect((await run('compare good bad --gate --junit gate.xml')).code).toBe(1);
    const root = parseXml(readFileSync(join(cwd, 'gate.xml'), 'utf8'));
    expect(root.attributes).toMatchObject({ name: 'fiveshot compare', tests: '1', failures: '1' });
    expect((await run('compare bad good --gate --max-uncompared 18.4 --junit gate.xml')).code).toBe(0);
    expect(parseXml(readFileSync(join(cwd, 'gate.xml'), 'utf8')).attributes).toMatchObject({ failures: '0' });
  });

  it('does not let a run through that failed where it would have been wrong', async () => {
    const { code, stdout, stderr } = await run('compare bad hidden --gate --junit hidden.xml');
    expect(stdout).toMatch(
      /^MMLU: B is \d+\.\d points better than A, over 34 of 60 questions in 2 of 57 subjects, .*: unlikely to be/m,
    );
    expect(stderr).toBe(
      'gate not decided: MMLU: 26 of 60 questions that were asked were not compared, more than 1 %\n',
    );
    expect(code).toBe(3);
    const { attributes } = parseXml(readFileSync(join(cwd, 'hidden.xml'), 'utf8'));
    expect(attributes).toMatchObject({ tests: '1', failures: '0', errors: '1' });
  });

  it('does not let a run through that nothing is known of', async () => {
    const { code, stdout, stderr } = await run('compare blind blind-too --gate');
    expect(code).toBe(3);
    expect(stderr).toBe('gate not decided: no question of MMLU was scored in both runs\n');
    expect(stdout).toContain('MMLU: no question was scored in both runs');
    expect(stdout).toContain('questions not compared: 3 without an answer in the data');
  });

  it('gives JSON with unrounded numbers, the same bytes every time', async () => {
    const [first, second] = [
      await run('compare good bad --json'),
      await run('compare good bad --format json'),
    ];
    expect(first.stdout).toBe(second.stdout);
    const parsed = JSON.parse(first.stdout) as { schema: string; exams: Record<string, unknown>[] };
    expect(parsed.schema).toBe('fiveshot.comparison/1');
    expect(parsed.exams[0]).toMatchObject({
      benchmark: 'mmlu',
      average: { rule: 'pooled', compared: 49, total: 60, finding: 'worse' },
      sentence: expect.stringContaining('points worse than A') as string,
    });
  });

  it('compares the exams that both runs have, and passes no gate where B lacks one', async () => {
    const text =
      /^Left out, since only A has them: C-Eval\nMMLU: A and B are right on the same 45 questions/m;
    const lacking = await run('compare two-exams good --gate --junit lacking.xml');
    expect(lacking.stdout).toMatch(text);
    expect(lacking.stderr).toBe(
      'gate not decided: B has no C-Eval, and A has: finish B, or name the exams to judge with --tasks\n',
    );
    expect(lacking.code).toBe(3);
    const { attributes } = parseXml(readFileSync(join(cwd, 'lacking.xml'), 'utf8'));
    expect(attributes).toMatchObject({ tests: '2', failures: '0', errors: '1' });
    const narrowed = await run('compare two-exams good --gate --tasks mmlu');
    expect(narrowed.stdout).not.toContain('Left out');
    expect(narrowed.code).toBe(0);
    // What B has more than A hides no loss.
    const more = await run('compare good two-exams --gate');
    expect(more.stdout).toContain('Left out, since only B has them: C-Eval\n');
    expect(more.code).toBe(0);
  });

  it('titles sample exams as samples', async () => {
    const { code, stdout } = await run('compare good-samples bad-samples');
    expect(code).toBe(0);
    expect(stdout).toContain('\nMMLU (sample questions): B is ');
    expect(stdout).toContain('MMLU (sample questions): subjects\n');
    expect(stdout).toContain("fiveshot's own sample questions: nothing here is a score on the exam");
  });

  it.each([
    ['compare good official', /the recipe is card-1 in A and official-1 in B; give two runs/],
    ['compare good good-samples', /the source of mmlu is the exam in A and fiveshot's samples/],
    [
      'compare two-exams good --tasks ceval',
      /--tasks names ceval, which B does not have: its exams are mmlu\./,
    ],
    ['compare two-exams good --tasks mmlu/law', /Unknown subject 'law' of mmlu/],
    [
      'compare good bad --tasks mmlu/anatomy',
      /--tasks names subjects of mmlu: two runs are narrowed to whole/,
    ],
    ['compare good nothing', /nothing is not a run folder/],
    ['compare good', /the command is 'fiveshot compare <a> <b>'/],
    ['compare good bad --alpha 0', /--alpha is 0: it must be more than 0 and less than 1\./],
    ['compare good bad --alpha 1.5', /--alpha is 1\.5: it must be more than 0 and less than 1\./],
    ['compare good bad --alpha x', /--alpha is not a number: it must be more than 0 and less than 1\./],
    [
      'compare good bad --max-uncompared 101',
      /--max-uncompared is 101: it must be a percentage from 0 to 100\./,
    ],
    ['compare good bad --junit gate.xml', /--junit writes what the gate says: add --gate/],
    ['compare good bad --gate --junit none/gate.xml', /There is no folder none for none\/gate\.xml/],
    ['compare good bad --format html', /--format is "html"/],
  ])('%s is refused with one sentence', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
