import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { sampleExam } from '../../src/benchmarks/sample-exam.ts';
import { reportOf } from '../../src/commands/run-report.ts';
import type { JournalEntry } from '../../src/records.ts';
import { entryOf, runRecordOf } from '../results/records.ts';

const ceval = benchmarks.find(({ id }) => id === 'ceval');
if (ceval === undefined) throw new Error('C-Eval is an exam');

/** One STEM subject that is hard, and one of the humanities. */
const HAS = ['advanced_mathematics', 'logic'];

describe('the sample exam of C-Eval', () => {
  it('has the subjects of the samples, in columns with the card’s names', () => {
    const exam = sampleExam(ceval, HAS);
    expect(exam.subjects.map(({ id }) => id)).toEqual(HAS);
    expect(exam.columns.map(({ name }) => name)).toEqual(ceval.columns.map(({ name }) => name));
    expect(exam.title).toBe('C-Eval (sample questions)');
    expect(ceval.subjects).toHaveLength(52);
  });

  it('has averages over those subjects, and none where one of them was not run', () => {
    const entries = HAS.flatMap((subject, place): JournalEntry[] => [
      entryOf(0, { id: `ceval/${subject}/val/0`, chosen: 'A', gold: 'A', outcome: 'right' }),
      entryOf(1, {
        id: `ceval/${subject}/val/1`,
        chosen: 'A',
        gold: place === 0 ? 'A' : 'B',
        outcome: place === 0 ? 'right' : 'wrong',
      }),
    ]);
    expect(accuracies(HAS, entries)).toMatchObject({ Average: 0.75, 'Avg(Hard)': 1, Humanities: 0.5 });
    const logic = entries.filter(({ id }) => id.includes('/logic/'));
    expect(accuracies(['logic'], logic)).toMatchObject({ Average: null, 'Avg(Hard)': null, Humanities: 0.5 });
  });
});

/** The card's columns of a run over some subjects of samples that have HAS. */
function accuracies(run: readonly string[], entries: readonly JournalEntry[]): Record<string, number | null> {
  const record = runRecordOf();
  const [benchmark] = record.benchmarks;
  if (benchmark === undefined) throw new Error('the record has an exam');
  const subjects = run.map((subject) => ({ subject, split: 'val' as const, total: 2 }));
  const covered = { ...benchmark, benchmark: 'ceval' as const, subjects, samples: HAS };
  const [summary] = reportOf({ ...record, benchmarks: [covered] }, entries).summaries;
  return Object.fromEntries(
    (summary?.groups ?? []).filter(({ onCard }) => onCard).map(({ name, accuracy }) => [name, accuracy]),
  );
}
