import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { assertSameRun, runId } from '../../src/results/identity.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { HOST, runRecordOf } from './records.ts';

const base = runRecordOf();
const [mmlu] = base.benchmarks;
if (mmlu === undefined) throw new Error('the record has a benchmark');

/** Each a run that would answer otherwise, with the difference that a message must name. */
const OTHERS: [what: string, changed: RunRecord, before: string, now: string][] = [
  [
    'model hash',
    { ...base, model: { ...base.model, sha256: '9'.repeat(64) } },
    '1'.repeat(64),
    '9'.repeat(64),
  ],
  [
    'tokenizer hash',
    { ...base, model: { ...base.model, tokenizerSha256: '9'.repeat(64) } },
    '2'.repeat(64),
    '9'.repeat(64),
  ],
  [
    'precision',
    { ...base, precision: 'int8', model: { ...base.model, sha256: '9'.repeat(64) } },
    'fp32',
    'int8',
  ],
  ['recipe', { ...base, recipe: 'official-1' }, 'card-1', 'official-1'],
  ['number of shots', { ...base, settings: { ...base.settings, shots: 3 } }, '5', '3'],
  ['token limit', { ...base, settings: { ...base.settings, maxTokens: 512 } }, "the recipe's", '512'],
  [
    'letter rule of mmlu',
    { ...base, benchmarks: [{ ...mmlu, letterRule: 'context' }] },
    'upstream',
    'context',
  ],
  [
    "hash of mmlu's test/optics_test.csv",
    { ...base, benchmarks: [{ ...mmlu, files: [{ name: 'test/optics_test.csv', sha256: '8'.repeat(64) }] }] },
    '3'.repeat(64),
    '8'.repeat(64),
  ],
  [
    'selection of mmlu/botany',
    { ...base, benchmarks: [{ ...mmlu, subjects: mmlu.subjects.slice(0, 1) }] },
    '3 questions of test',
    'none',
  ],
  [
    'selection of mmlu/optics',
    {
      ...base,
      benchmarks: [{ ...mmlu, subjects: mmlu.subjects.map((one) => ({ ...one, split: 'val' as const })) }],
    },
    '12 questions of test',
    '12 questions of val',
  ],
];

describe('runId', () => {
  it('is 12 hex digits and stays the same from release to release', () => {
    expect(runId(base)).toMatch(/^[0-9a-f]{12}$/);
    expect(runId(base)).toBe('e4d36b6b0e2d');
  });

  it('differs for every run that would answer otherwise, or ask another part', () => {
    const limited = { ...base, settings: { ...base.settings, limit: 10 } };
    const slow = { ...base, settings: { ...base.settings, reuse: false } };
    const all = [base, limited, slow, ...OTHERS.map(([, changed]) => changed)].map(runId);
    expect(new Set(all).size).toBe(all.length);
  });

  it("depends neither on order nor on the model's name, the host and the time", () => {
    const same: RunRecord = {
      ...base,
      model: { ...base.model, name: 'renamed' },
      host: { ...HOST, cpu: 'another processor' },
      started: '2027-01-01T00:00:00Z',
      benchmarks: [{ ...mmlu, subjects: mmlu.subjects.toReversed(), files: mmlu.files.toReversed() }],
    };
    expect(runId(same)).toBe(runId(base));
    const two = [mmlu, { ...mmlu, benchmark: 'ceval' as const }];
    expect(runId({ ...base, benchmarks: two })).toBe(runId({ ...base, benchmarks: two.toReversed() }));
  });
});

describe('a shard', () => {
  const shard = { index: 1, of: 3, questions: 5 };

  it('has an id of its own', () => {
    const part = (index: number): RunRecord => ({ ...base, shard: { ...shard, index } });
    const others: RunRecord[] = [base, { ...base, shard: { ...shard, of: 4 } }];
    expect(new Set([part(1), part(2), part(3), ...others].map(runId)).size).toBe(5);
  });

  it.each<[string, Partial<RunRecord>, string]>([
    ['the whole run', {}, "its number of shards is 3, this run's is none"],
    ['another shard', { shard: { ...shard, index: 2 } }, "its shard is 1, this run's is 2"],
    [
      'another limit, from which the cut follows',
      { shard, settings: { ...base.settings, limit: 2 } },
      "its limit of questions a subject is none, this run's is 2",
    ],
  ])('does not go on as %s', (_, changes, message) => {
    const part = { ...base, shard };
    expect(() => assertSameRun(part, part, 'runs/x')).not.toThrow();
    expect(() => assertSameRun(part, { ...base, ...changes }, 'runs/x')).toThrow(message);
  });

  it('takes nothing once it is merged', () => {
    const origin = { index: 1, version: '0.1.0', host: HOST, started: base.started, finished: null };
    const merged = { ...base, host: null, merged: { of: 1, shards: [origin] } };
    expect(() => assertSameRun(merged, base, 'runs/x')).toThrow('a run that was merged from shards');
  });
});

describe('assertSameRun', () => {
  it.each(OTHERS)('names %s, both values and the way out', (what, changed, before, now) => {
    expect(() => assertSameRun(base, changed, 'runs/x')).toThrow(InputError);
    expect(() => assertSameRun(base, changed, 'runs/x')).toThrow(
      `runs/x holds another run: its ${what} is ${before}, this run's is ${now}; choose another folder with --out.`,
    );
    expect(() => assertSameRun(changed, base, 'runs/x')).toThrow(
      `its ${what} is ${now}, this run's is ${before};`,
    );
  });

  it('names the exams where one is in one run only', () => {
    const two = { ...base, benchmarks: [mmlu, { ...mmlu, benchmark: 'ceval' as const }] };
    expect(() => assertSameRun(two, base, 'runs/x')).toThrow(
      "runs/x holds another run: its exams are ceval, mmlu, this run's are mmlu; choose another folder with --out.",
    );
    expect(() => assertSameRun(base, two, 'runs/x')).toThrow(
      "its exams are mmlu, this run's are ceval, mmlu;",
    );
  });

  it('names other token ids of a letter', () => {
    const other = { ...base, benchmarks: [{ ...mmlu, letterIds: { ...mmlu.letterIds, C: [319, 5] } }] };
    expect(() => assertSameRun(base, other, 'runs/x')).toThrow(
      "its token ids of C in mmlu is 12, this run's is 319 5;",
    );
  });

  it('lets the limit, reuse, the host and the order differ', () => {
    const same: RunRecord = {
      ...base,
      settings: { ...base.settings, limit: 3, reuse: false },
      host: { ...HOST, cores: 64 },
      benchmarks: [{ ...mmlu, subjects: mmlu.subjects.toReversed(), files: mmlu.files.toReversed() }],
    };
    expect(() => assertSameRun(base, same, 'runs/x')).not.toThrow();
  });
});
