import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { reportOf } from '../../src/commands/run-report.ts';
import { runRecordOf } from '../results/records.ts';

const samples = join(import.meta.dirname, '../../datasets/samples');
const copy = mkdtempSync(join(tmpdir(), 'fiveshot-samples-'));
afterAll(() => rmSync(copy, { recursive: true }));

describe('sample exams are told from the real ones', () => {
  it.each(benchmarks.map(({ id }) => id))('%s in the marked folder, and one exam of it alone', async (id) => {
    const exam = benchmarks.find((one) => one.id === id);
    const own = join(samples, id === 'gaokao' ? 'gaokao-bench' : id);
    expect((await exam?.open(samples))?.samples).toBe(true);
    expect((await exam?.open(own))?.samples).toBe(true);
  });

  it('but not the same files without the marker', async () => {
    cpSync(join(samples, 'mmlu'), join(copy, 'mmlu'), { recursive: true });
    const exam = benchmarks.find(({ id }) => id === 'mmlu');
    expect((await exam?.open(copy))?.samples).toBe(false);
  });

  it('in the title and notes of every table', () => {
    const record = runRecordOf();
    const benchmark = record.benchmarks[0];
    if (benchmark === undefined) throw new Error('the record has an exam');
    const subjects = [{ subject: 'law', split: 'val' as const, total: 3 }];
    const covered = { ...benchmark, benchmark: 'ceval' as const, subjects };
    const plain = { ...record, benchmarks: [covered] };
    const marked = { ...record, benchmarks: [{ ...covered, samples: ['law', 'logic'] }] };
    const [summary] = reportOf(marked, []).summaries;
    expect(summary?.title).toMatch(/\(sample questions\)$/);
    expect(summary?.notes.join()).toMatch(/sample questions: nothing here is a score/);
    expect(reportOf(plain, []).summaries[0]?.title).not.toMatch(/sample/);
  });
});
