import { describe, expect, it } from 'vitest';
import { chosenSubjectTables } from '../../src/report/detail-tables.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { aggregate } from '../../src/scoring/aggregate.ts';
import { entries, fullInput } from '../scoring/exam.ts';
import { full, missing } from './runs.ts';

describe('the table of chosen subjects', () => {
  it('is there for a run with fewer subjects than the card has, with n/N of each', () => {
    const [table, more] = chosenSubjectTables([full, missing]);
    expect(more).toBeUndefined();
    expect(table?.title).toBe('Small exam, missing-3b: subjects');
    const markdown = renderMarkdown(table === undefined ? [] : [table], { detail: true });
    expect(markdown).toContain('| optics | Science | test | 50.0 (2/2) |');
    expect(markdown).not.toContain('botany');
  });

  it('is there for a subject that is in no average', () => {
    const input = fullInput();
    const summary = aggregate({
      ...input,
      selected: [...input.selected, { subject: 'extra', split: 'test', total: 2 }],
      entries: [...input.entries, ...entries('extra', 'AB', '+-')],
    });
    const [table] = chosenSubjectTables([{ facts: full.facts, summaries: [summary] }]);
    expect(table?.rows.map(([subject]) => subject)).toContainEqual({ type: 'text', text: 'extra' });
    expect(table?.rows).toHaveLength(4);
  });
});
