import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/records.ts';
import { aggregate } from '../../src/scoring/aggregate.ts';
import { rowFaults } from '../../src/scoring/row-faults.ts';
import { entries, exam, fullInput } from './exam.ts';

const whole = { subjects: ['optics', 'botany', 'drama'], shots: 5 };
const run = { shots: 5, samples: false, importedFrom: null, otherData: [] };
const of = (changes: Partial<Parameters<typeof aggregate>[0]>): Summary =>
  aggregate({ ...fullInput(), ...changes });

describe('rowFaults', () => {
  it('finds nothing against a whole run', () => {
    expect(rowFaults(of({}), run, whole)).toEqual([]);
  });

  it('does not count a task that is in no average', () => {
    const selected = [...fullInput().selected, { subject: 'extra', split: 'test' as const, total: 9 }];
    const summary = of({ benchmark: exam, selected });
    expect(summary.subjects).toHaveLength(4);
    expect(rowFaults(summary, run, whole)).toEqual([]);
  });

  it('names every fault of a run', () => {
    const summary = of({
      selected: fullInput().selected.slice(1),
      entries: [...entries('botany', 'AAB', '+!='), ...entries('drama', '???', '??+')],
    });
    expect(
      rowFaults(summary, { shots: 3, samples: false, importedFrom: 'lm-eval', otherData: ['drama'] }, whole),
    ).toEqual([
      "only 2 of the exam's 3 subjects were run",
      'only 6 of 14 questions were asked',
      '1 of 14 questions failed',
      '1 of 14 questions have no possible answer',
      'the data has no answer to 2 of 14 questions',
      'the data of drama is not as published',
      'it was imported from a log of lm-eval, and its model is not hashed',
      "it has 3 shots, and the table's rows 5",
    ]);
  });

  it('says of sample questions that they are, and no more', () => {
    expect(rowFaults(of({ entries: [] }), { ...run, samples: true }, whole)).toEqual([
      "its questions are fiveshot's samples, not the exam's",
    ]);
  });
});
