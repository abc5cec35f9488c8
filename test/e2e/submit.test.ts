import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPins } from '../../src/datasets/verify.ts';
import type { JournalEntry } from '../../src/records.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { entryOf, runRecordOf } from '../results/records.ts';
import { commandLine } from './command-line.ts';

const { cwd, run } = commandLine();
const at = (name: string): string => join(cwd, name);

const sizes = Object.entries(await readPins('ceval'))
  .filter(([key]) => key.endsWith('/test'))
  .map(([key, { questions }]) => ({ subject: key.replace('/test', ''), total: questions }));
const letterOf = (subject: string, row: number): string => 'ABCD'[(subject.length + row) % 4] ?? '';

interface Made {
  readonly covered?: Partial<RunRecord['benchmarks'][number]>;
  readonly subjects?: typeof sizes;
  /** Changes to an entry, or null for a question that was not asked. */
  readonly entry?: (subject: string, row: number) => Partial<JournalEntry> | null;
}

/** A run of C-Eval's test split, whose answers nobody knows. */
function write(name: string, { covered = {}, subjects = sizes, entry = () => ({}) }: Made = {}): void {
  const record = runRecordOf({
    benchmarks: [
      {
        benchmark: 'ceval',
        subjects: subjects.map(({ subject, total }) => ({ subject, split: 'test', total })),
        files: [],
        letterRule: 'upstream',
        letterIds: {},
        ...covered,
      },
    ],
  });
  const lines = subjects.flatMap(({ subject, total }) =>
    Array.from({ length: total }, (_, row) => {
      const changes = entry(subject, row);
      if (changes === null) return '';
      const own = { id: `ceval/${subject}/test/${row}`, chosen: letterOf(subject, row), gold: null };
      return `${JSON.stringify(entryOf(row, { ...own, outcome: 'unlabelled', ...changes }))}\n`;
    }),
  );
  mkdirSync(at(name));
  writeFileSync(at(`${name}/run.json`), JSON.stringify(record));
  writeFileSync(at(`${name}/journal.jsonl`), lines.join(''));
}

const FAILED = { chosen: null, outcome: 'failed', scores: [], probabilities: [], margin: null } as const;

beforeAll(() => {
  write('whole');
  write('part', {
    subjects: sizes.slice(2),
    entry: (subject, row) =>
      subject === 'logic' && row === 3
        ? { ...FAILED, reason: 'made to' }
        : subject === 'law' && row > 9
          ? null
          : {},
  });
  write('shorter', { subjects: sizes.map((one) => ({ ...one, total: 1 })) });
  write('samples', { covered: { samples: ['law'] }, subjects: [{ subject: 'law', total: 40 }] });
  write('val', { covered: { subjects: [{ subject: 'law', split: 'val', total: 24 }] }, subjects: [] });
});

describe('fiveshot submit ceval', () => {
  it('writes all 12,342 answers of 52 subjects in the form of the example', async () => {
    expect(await run('submit ceval whole --out submission.json')).toEqual({
      code: 0,
      stdout: '',
      stderr: '12342 answers of 52 subjects; https://cevalbenchmark.com\n',
    });
    const text = readFileSync(at('submission.json'), 'utf8');
    const parsed = JSON.parse(text) as Record<string, Record<string, string>>;
    expect(Object.keys(parsed).toSorted()).toEqual(sizes.map(({ subject }) => subject).toSorted());
    const answers = Object.entries(parsed).flatMap(([subject, own]) =>
      Object.entries(own).map(([row, letter]) => [subject, Number(row), letter] as const),
    );
    expect(answers).toHaveLength(12342);
    expect(answers.filter(([subject, row, letter]) => letter !== letterOf(subject, row))).toEqual([]);
    for (const { subject, total } of sizes)
      expect(Object.keys(parsed[subject] ?? {}), subject).toEqual(
        Array.from({ length: total }, (_, row) => String(row)),
      );
    expect((await run('submit ceval whole')).stdout).toBe(text);
  });

  it.each([
    [
      'submit ceval part',
      /needs all 12342 answers of 52 subjects in the test split: subjects not run: 2 \(\w+, \w+\); questions not asked: 211 \(law 211\); questions without an answer: 1 \(logic 1\)\. Finish the run/,
    ],
    ['submit ceval shorter', /has 1 questions of \w+, and the published test split another number/],
    ['submit ceval samples', /asked fiveshot's sample questions, not C-Eval/],
    ['submit ceval val', /is of the val split, and test is submitted: run with --split test\./],
    ['submit mmlu whole', /no submission file of 'mmlu', only of ceval\./],
    ['submit ceval nothing', /nothing is not a run folder/],
    ['submit ceval whole --out none/a.json', /There is no folder none for none\/a\.json: make it first\./],
    ['submit ceval whole --out val', /val is a folder: name a file\./],
    ['submit ceval', /the command is 'fiveshot submit <exam> <run>'/],
  ])('%s is refused with one sentence', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
