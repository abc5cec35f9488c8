import { describe, expect, it } from 'vitest';
import type { Benchmark } from '../../src/benchmarks/benchmark.ts';
import { parseTasks } from '../../src/config/tasks.ts';
import { InputError } from '../../src/errors.ts';

const benchmarks = [exam('mmlu', ['law', 'anatomy']), exam('agieval', ['sat-en', 'jec-qa-kd'])];

describe('parseTasks', () => {
  it('takes an exam as its default subjects, in order of code units', () => {
    expect(parseTasks(['mmlu'], benchmarks)).toEqual([
      { benchmark: benchmarks[0], subjects: ['anatomy', 'law'], whole: true },
    ]);
    expect(parseTasks(['agieval'], benchmarks)[0]?.subjects).toEqual(['sat-en']);
  });

  it('joins repeated exams and keeps the order in which exams are named', () => {
    const tasks = parseTasks(['agieval/jec-qa-kd, mmlu/law', 'agieval', 'mmlu/law'], benchmarks);
    expect(tasks.map((task) => [task.benchmark.id, task.subjects])).toEqual([
      ['agieval', ['jec-qa-kd', 'sat-en']],
      ['mmlu', ['law']],
    ]);
  });

  it.each([
    ['mmul', /^Unknown task 'mmul': .* Did you mean 'mmlu'\?$/],
    ['mmlu/anatmy', /^Unknown subject 'anatmy' of mmlu: .* Did you mean 'anatomy'\?$/],
    ['hellaswag', /^Unknown task 'hellaswag': the exams are mmlu, agieval\.$/],
    ['', /^No task was given/],
  ])('refuses %j', (task, message) => {
    expect(() => parseTasks([task], benchmarks)).toThrow(InputError);
    expect(() => parseTasks([task], benchmarks)).toThrow(message);
  });
});

function exam(id: Benchmark['id'], subjects: readonly string[]): Benchmark {
  return {
    id,
    title: id,
    subjects: subjects.map((name) => ({
      id: name,
      category: null,
      displayName: name,
      byDefault: !name.startsWith('jec'),
    })),
    splits: ['test'],
    columns: [],
    alsoReported: [],
    source: { url: '', licence: '', howToGet: '' },
    open: async () => null,
  };
}
