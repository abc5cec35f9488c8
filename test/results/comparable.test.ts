import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { assertComparable, assertSameQuestions } from '../../src/results/comparable.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { runRecordOf } from './records.ts';

type Exam = RunRecord['benchmarks'][number];

const record = runRecordOf();

/** The record with its one exam changed. */
function withExam(change: (exam: Exam) => Partial<Exam>): RunRecord {
  return runRecordOf({ benchmarks: record.benchmarks.map((exam) => ({ ...exam, ...change(exam) })) });
}

const settings = (changes: Partial<RunRecord['settings']>): RunRecord =>
  runRecordOf({ settings: { ...record.settings, ...changes } });

describe('assertComparable', () => {
  it('lets model, tokenizer, precision, limit, reuse and letter ids differ', () => {
    const model = { name: 'other', sha256: '8'.repeat(64), tokenizerSha256: '9'.repeat(64) };
    for (const other of [
      runRecordOf({ model, precision: 'int8', id: 'ba9876543210' }),
      settings({ limit: 3, reuse: false }),
      withExam(() => ({ letterIds: { A: [1], B: [2], C: [3], D: [4] } })),
    ]) {
      expect(() => assertComparable(record, other)).not.toThrow();
      expect(() => assertComparable(other, record)).not.toThrow();
    }
  });

  it('lets one run have other exams beside one that both have', () => {
    const ceval = { ...record.benchmarks[0], benchmark: 'ceval' } as Exam;
    const more = runRecordOf({ benchmarks: [ceval, ...record.benchmarks] });
    for (const assert of [assertComparable, assertSameQuestions]) {
      expect(() => assert(record, more)).not.toThrow();
      expect(() => assert(more, record)).not.toThrow();
      expect(() => assert(runRecordOf({ benchmarks: [ceval] }), record)).toThrow(
        'the list of exams is ceval in A and mmlu in B',
      );
    }
  });

  it('lets one run have fewer subjects, with fewer files', () => {
    const optics = withExam(({ subjects, files }) => ({
      subjects: subjects.slice(0, 1),
      files: files.slice(0, 1),
    }));
    expect(() => assertComparable(record, optics)).not.toThrow();
    expect(() => assertComparable(optics, record)).not.toThrow();
  });

  it.each<[string, RunRecord, string]>([
    ['recipe', runRecordOf({ recipe: 'official-1' }), 'the recipe is card-1 in A and official-1 in B'],
    ['exams', runRecordOf({ benchmarks: [] }), 'the list of exams is mmlu in A and none in B'],
    ['shots', settings({ shots: 0 }), 'the number of shots is 5 in A and 0 in B'],
    ['length', settings({ maxTokens: 512 }), "the token limit is the recipe's in A and 512 in B"],
    [
      'samples',
      withExam(() => ({ samples: ['optics'] })),
      'the source of mmlu is the exam in A and fiveshot',
    ],
    [
      'letters',
      withExam(() => ({ letterRule: 'context' })),
      'the letter rule of mmlu is upstream in A and context in B',
    ],
    [
      'split',
      withExam(({ subjects }) => ({ subjects: subjects.map((one) => ({ ...one, split: 'val' as const })) })),
      'the selection of questions of mmlu/optics is 12 of test in A and 12 of val in B',
    ],
    [
      'data',
      withExam(({ files }) => ({ files: files.map((file) => ({ ...file, sha256: '7'.repeat(64) })) })),
      `the hash of mmlu's file test/optics_test.csv is ${'3'.repeat(64)} in A and ${'7'.repeat(64)} in B`,
    ],
    [
      'file names',
      withExam(({ files }) => ({ files: files.map((file) => ({ ...file, name: `other/${file.name}` })) })),
      `the hash of mmlu's file test/optics_test.csv is ${'3'.repeat(64)} in A and none in B`,
    ],
    [
      'subjects',
      withExam(() => ({ subjects: [{ subject: 'drama', split: 'test', total: 3 }] })),
      'no subject of mmlu is in both',
    ],
  ])('refuses another %s', (_, other, message) => {
    expect(() => assertComparable(record, other)).toThrow(InputError);
    expect(() => assertComparable(record, other)).toThrow(message);
  });
});

describe('assertSameQuestions', () => {
  it('lets the way of asking differ, and the subjects and files', () => {
    for (const other of [
      runRecordOf({ recipe: 'official-1', precision: 'int8' }),
      settings({ shots: 0, maxTokens: 512, limit: 3 }),
      withExam(() => ({ letterRule: 'context' })),
      withExam(({ subjects, files }) => ({ subjects: subjects.slice(0, 1), files: files.slice(0, 1) })),
    ]) {
      expect(() => assertSameQuestions(record, other)).not.toThrow();
      expect(() => assertSameQuestions(other, record)).not.toThrow();
    }
  });

  it.each<[string, RunRecord, string]>([
    ['exams', runRecordOf({ benchmarks: [] }), 'the list of exams is mmlu in A and none in B'],
    [
      'samples',
      withExam(() => ({ samples: ['optics'] })),
      'the source of mmlu is the exam in A and fiveshot',
    ],
    [
      'split',
      withExam(() => ({ subjects: [{ subject: 'optics', split: 'val', total: 12 }] })),
      'the split of mmlu/optics is test in A and val in B; give two runs of the same questions.',
    ],
    [
      'hash',
      withExam(() => ({ files: [{ name: 'test/botany_test.csv', sha256: '9'.repeat(64) }] })),
      `the hash of mmlu's file test/botany_test.csv is ${'4'.repeat(64)} in A and ${'9'.repeat(64)} in B`,
    ],
    [
      'files',
      withExam(() => ({ files: [{ name: 'mmlu.parquet', sha256: '9'.repeat(64) }] })),
      'the first file of mmlu is test/optics_test.csv in A and mmlu.parquet in B',
    ],
  ])('refuses another %s', (_, other, message) => {
    expect(() => assertSameQuestions(record, other)).toThrow(InputError);
    expect(() => assertSameQuestions(record, other)).toThrow(message);
  });
});
