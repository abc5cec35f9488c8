import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/records.ts';
import { aggregate } from '../../src/scoring/aggregate.ts';
import { summaryFault } from '../../src/scoring/summary-fault.ts';
import { exam, fullInput, rule } from './exam.ts';

const summary: Summary = aggregate(fullInput());
const groupsWith = (changes: Partial<Summary['groups'][number]>) => ({
  ...summary,
  groups: summary.groups.map((group) => (group.name === 'Science' ? { ...group, ...changes } : group)),
});

describe('summaryFault', () => {
  it('finds none in what aggregate made', () => {
    expect(summaryFault(summary, exam, rule)).toBeNull();
  });

  it.each<[string, Summary, string]>([
    ['an average', groupsWith({ accuracy: 0.9 }), "its 'Science' is 0.9, and its subjects give 0.625"],
    [
      'an average taken out',
      groupsWith({ accuracy: null }),
      "its 'Science' is unknown, and its subjects give 0.625",
    ],
    [
      'a count',
      groupsWith({ counts: { right: 999, wrong: 2, failed: 0, unanswerable: 0, unlabelled: 0 } }),
      "its 'Science' counts 999 right, and its subjects 4",
    ],
    ['questions', groupsWith({ scored: 5 }), "its 'Science' has another rule or other subjects or questions"],
    [
      'subjects',
      groupsWith({ subjects: ['optics'] }),
      "its 'Science' has another rule or other subjects or questions",
    ],
    ['a column', { ...summary, groups: summary.groups.slice(1) }, "it has no 'Average'"],
    ['its title', { ...summary, title: 'Large exam' }, "it is titled 'Large exam', not 'Small exam'"],
  ])('names %s that was changed', (_what, changed, fault) => {
    expect(summaryFault(changed, exam, rule)).toBe(fault);
  });
});
