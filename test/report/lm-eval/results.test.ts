import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../../src/benchmarks/index.ts';
import { lmEvalModelFolder, lmEvalName } from '../../../src/report/lm-eval/names.ts';
import { lmEvalResults } from '../../../src/report/lm-eval/results.ts';
import { full, hostile, missing, partial, unlabelled } from '../runs.ts';
import { sharedOf } from '../shared.ts';

type Metrics = Record<string, number | string>;
type Keyed<T> = Record<string, T>;

/** What lm-eval's EvalResults (result_schema.py) has of these files. */
interface Results {
  results: Keyed<Metrics>;
  groups: Keyed<Metrics>;
  group_subtasks: Keyed<string[]>;
  configs: Keyed<Record<string, unknown>>;
  versions: Keyed<string>;
  'n-shot': Keyed<number>;
  higher_is_better: Keyed<Keyed<boolean>>;
  'n-samples': Keyed<{ original: number; effective: number }>;
  config: Record<string, unknown>;
  date: number;
  model_name: string;
  model_name_sanitized: string;
  fiveshot: Record<string, unknown>;
}

const of = (run: Parameters<typeof sharedOf>[0], samples = false): Results =>
  JSON.parse(lmEvalResults(sharedOf(run, { samples }))) as Results;

/** lm-eval's sample_stddev over the root of the number, from the answers themselves. */
function meanStderr(answers: readonly number[]): number {
  const mean = answers.reduce((sum, one) => sum + one, 0) / answers.length;
  const squares = answers.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return Math.sqrt(squares / (answers.length - 1)) / Math.sqrt(answers.length);
}

// What `fullInput` of the small exam says: optics 1 of 2, botany 3 of 4, drama 2 of 10.
const optics = [1, 0];
const botany = [1, 1, 1, 0];
const drama = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0];

describe('lmEvalResults', () => {
  it("has every key of lm-eval's results that a run can fill", () => {
    const results = of(full);
    expect(Object.keys(results)).toEqual(
      expect.arrayContaining([
        'results',
        'groups',
        'group_subtasks',
        'configs',
        'versions',
        'n-shot',
        'higher_is_better',
        'n-samples',
        'config',
        'date',
        'model_source',
        'model_name',
        'model_name_sanitized',
        'task_hashes',
      ]),
    );
    const tasks = ['mmlu_optics', 'mmlu_botany', 'mmlu_drama'];
    // A text where it is there at all, and there is none to give.
    expect(results).not.toHaveProperty('git_hash');
    expect(Object.keys(results.configs)).toEqual(tasks);
    expect(Object.keys(results['n-samples'])).toEqual(tasks);
    for (const key of ['versions', 'n-shot', 'higher_is_better', 'group_subtasks'] as const)
      expect(Object.keys(results[key])).toEqual(Object.keys(results.results));
    expect(results.group_subtasks['mmlu']).toEqual(tasks);
    expect(results.versions['mmlu_optics']).toBe('test-1');
    expect(results['n-shot']['mmlu']).toBe(5);
    expect(results.date).toBe(Date.UTC(2026, 10, 23, 18) / 1000 + 0.25);
  });

  it("has each subject's accuracy with lm-eval's standard error", () => {
    const { results } = of(full);
    for (const [name, answers] of [
      ['optics', optics],
      ['botany', botany],
      ['drama', drama],
    ] as const) {
      const metrics = results[`mmlu_${name}`];
      expect(metrics).toMatchObject({ name: `mmlu_${name}`, alias: name, sample_len: answers.length });
      expect(metrics?.['acc,none']).toBeCloseTo(answers.filter(Boolean).length / answers.length, 12);
      expect(metrics?.['acc_stderr,none']).toBeCloseTo(meanStderr(answers), 12);
    }
  });

  it('averages groups by the rule of the recipe, each with the error of that average', () => {
    const { groups, results } = of(full);
    expect(Object.keys(groups)).toEqual(['mmlu', 'mmlu_science', 'mmlu_arts', 'mmlu_plants_and_plays']);
    expect(groups['mmlu']).toEqual(results['mmlu']);
    expect(groups['mmlu']).toMatchObject({ alias: 'Small exam', sample_len: 16, 'acc,none': 6 / 16 });
    // Pooled: lm-eval's pooled_sample_stderr, which is the variance within subjects over all questions.
    const within = [optics, botany, drama].map((answers) => {
      const mean = answers.reduce((sum, one) => sum + one, 0) / answers.length;
      return answers.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    });
    const pooled = Math.sqrt(within.reduce((sum, one) => sum + one, 0) / (16 - 3) / 16);
    expect(groups['mmlu']?.['acc_stderr,none']).toBeCloseTo(pooled, 12);
    // The mean of two independent means.
    expect(groups['mmlu_science']?.['alias']).toBe('Small exam: Science');
    expect(groups['mmlu_science']?.['acc,none']).toBeCloseTo((1 / 2 + 3 / 4) / 2, 12);
    expect(groups['mmlu_science']?.['acc_stderr,none']).toBeCloseTo(
      Math.hypot(meanStderr(optics), meanStderr(botany)) / 2,
      12,
    );
  });

  it('counts what was scored, out of what there is, and makes up no accuracy', () => {
    const part = of(partial);
    expect(part['n-samples']['mmlu_drama']).toEqual({ original: 10, effective: 3 });
    expect(part.config['limit']).toBe(4);
    expect(part.fiveshot['notes']).toEqual({ mmlu: ['counts tokens by its own tokenizer'] });
    const none = of(missing);
    expect(none.groups).toEqual({});
    expect(none.results['mmlu_drama']).toEqual({ name: 'mmlu_drama', alias: 'drama', sample_len: 0 });
    expect(Object.values(of(unlabelled).results).flatMap(Object.keys)).not.toContain('acc,none');
  });

  it("gives sample questions names that are not the exam's", () => {
    const { results } = of(full, true);
    expect(Object.keys(results).every((name) => /^mmlu_samples(_|$)/.test(name))).toBe(true);
  });

  it('keeps hostile names inert and as they are', () => {
    const text = lmEvalResults(sharedOf(hostile));
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
    const results = of(hostile);
    expect(results.model_name).toBe(hostile.facts.model);
    expect(results.model_name_sanitized).not.toMatch(/[/\\:|<>\p{Cc}]/u);
  });
});

describe('names', () => {
  it.each([
    ['mmlu', 'anatomy', 'mmlu_anatomy'],
    ['agieval', 'gaokao-biology', 'agieval_gaokao_biology'],
    ['agieval', 'sat-en-without-passage', 'agieval_sat_en_without_passage'],
    ['mmlu', 'social sciences', 'mmlu_social_sciences'],
    ['ceval', 'avg(hard)', 'ceval_avg_hard'],
    ['mmlu', null, 'mmlu'],
  ])("are lm-eval's own: %s %s is %s", (exam, part, name) => {
    expect(lmEvalName(exam, part, { samples: false })).toBe(name);
  });

  it('differ for all subjects and columns of an exam', () => {
    for (const { id, subjects, columns, alsoReported } of benchmarks) {
      const parts = [
        ...subjects.map((one) => one.id),
        ...[...columns, ...alsoReported].map((one) => one.name.toLowerCase()),
      ];
      const names = parts.map((part) => lmEvalName(id, part, { samples: false }));
      expect(new Set([id, ...names]).size, id).toBe(parts.length + 1);
    }
  });

  it.each([
    ['org/model-7b', 'org__model-7b'],
    ['C:\\models\\a', 'C__models__a'],
    ['..', 'model'],
    ['../../etc', '..__..__etc'],
    ['', 'model'],
    ['a\u0000\nb', 'a__b'],
    // What has a meaning to a shell or a spreadsheet, or is not seen.
    ['=SUM(A1)', '_=SUM(A1)'],
    ['-rf', '_-rf'],
    ['~root', '_~root'],
    ['a-b=c~d+e@f', 'a-b=c~d+e@f'],
    ['gpt\u202e4\u2066x\u200b', 'gpt__4__x__'],
    ['a\u2028b\ud800c', 'a__b__c'],
    ['百川-7B é', '百川-7B é'],
  ])('of a folder: %j is %s', (model, folder) => {
    expect(lmEvalModelFolder(model)).toBe(folder);
  });

  it('of a folder are no longer than a file system takes, and end with a whole character', () => {
    expect(lmEvalModelFolder('a'.repeat(255))).toBe('a'.repeat(255));
    expect(lmEvalModelFolder('a'.repeat(256))).toBe('a'.repeat(255));
    expect(lmEvalModelFolder(`a${'😀'.repeat(99)}`)).toBe(`a${'😀'.repeat(63)}`);
  });
});
