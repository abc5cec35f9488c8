import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../src/commands/run/sample-questions.ts';
import type { AskedSubject } from '../../../src/commands/run/share.ts';
import { subjectRun } from './subject-runs.ts';

const run = subjectRun('ceval');
const [prompt] = run.prompts;

/** Subjects with so many questions each. */
function subjects(sizes: readonly number[]): AskedSubject[] {
  if (prompt === undefined) throw new Error('the fixture has a question');
  return sizes.map((size) => ({ run: { ...run }, asked: Array.from({ length: size }, () => prompt) }));
}

const count = (sample: readonly AskedSubject[]): number =>
  sample.reduce((sum, { asked }) => sum + asked.length, 0);

describe('a sample of a run', () => {
  it.each([
    ['C-Eval val', Array.from({ length: 52 }, () => 26), 68],
    ['MMLU', Array.from({ length: 57 }, () => 246), 200],
    ['MMLU, five of each', Array.from({ length: 57 }, () => 5), 16],
    ['one small subject', [19], 16],
    ['a short and a long subject', [2, 100], 16],
    ['a long and a short subject', [100, 2], 16],
    ['many short subjects and a long one', [...Array.from({ length: 50 }, () => 2), 1000], 55],
    ['less than a sample', [3, 0, 2], 5],
    ['nothing', [0, 0], 0],
  ])('of %s is a twentieth, within bounds', (_, sizes, size) => {
    const sample = sampleOf(subjects(sizes));
    expect(count(sample)).toBe(size);
    for (const { asked } of sample) expect(asked).not.toHaveLength(0);
  });

  it('takes the first questions of subjects that lie evenly among all', () => {
    const all = subjects(Array.from({ length: 100 }, (_, index) => 8 + index));
    const sample = sampleOf(all);
    const places = sample.map((one) => all.findIndex((subject) => subject.run === one.run));
    // 5,750 questions: 200 of them, 8 of each of 25 subjects, every fourth.
    expect(count(sample)).toBe(200);
    expect(places).toEqual(Array.from({ length: 25 }, (_, index) => 4 * index + 2));
    for (const { asked } of sample) expect(asked).toHaveLength(8);
  });
});
