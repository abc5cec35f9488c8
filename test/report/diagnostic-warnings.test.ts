import { describe, expect, it } from 'vitest';
import { findings } from '../../src/report/diagnostics/findings.ts';
import { diagnosticWarnings } from '../../src/report/diagnostics/warnings.ts';
import { renderMarkdownWarnings } from '../../src/report/markdown.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { renderTerminalWarnings } from '../../src/report/terminal.ts';
import { aggregate } from '../../src/scoring/aggregate.ts';
import type { DiagnosedEntry } from '../../src/scoring/diagnostics/diagnosed-entry.ts';
import { choice, entries, fullInput } from '../scoring/exam.ts';
import { diagnosed, full, hostile } from './runs.ts';

type Choice = Omit<DiagnosedEntry, 'id' | 'outcome' | 'gold'>;

/** Twenty answers, made from what each is asked for; `A` is right throughout. */
function answered(choose: (index: number) => Choice): RunReport {
  const asked = [
    ...entries('drama', 'A'.repeat(10), '+'.repeat(10)),
    ...entries('extra', 'A'.repeat(10), '+'.repeat(10)),
  ];
  const summary = aggregate({
    ...fullInput(),
    selected: [
      { subject: 'drama', split: 'test', total: 10 },
      { subject: 'extra', split: 'test', total: 10 },
    ],
    entries: asked.map((entry, index) => Object.assign(entry, choose(index))),
  });
  return { facts: full.facts, summaries: [summary] };
}

/** What is said of letters that have so much of the probability in every question. */
function massFound(letterMass: number): string | undefined {
  const { summaries } = answered(() => ({ ...choice('A'), letterMass }));
  return summaries.flatMap(({ diagnostics }) => findings(diagnostics))[0]?.found;
}

describe('findings', () => {
  it('say where the model would rather write something else', () => {
    expect(massFound(0.00123)).toBe(
      'mean 0.12 %, median 0.12 %, lowest twentieth below 0.12 %; below one half in 20 of 20 questions, where it would rather write something else',
    );
    expect(massFound(0.9)).toMatch(/below one half in 0 of 20 questions$/);
  });
});

describe('diagnosticWarnings', () => {
  it('says nothing of a run that answers with all letters', () => {
    expect(diagnosticWarnings([diagnosed])).toEqual([]);
  });

  it('says that an answer is constant, or nearly', () => {
    expect(diagnosticWarnings([answered(() => choice('A'))])).toEqual([
      'Small exam, complete-1b: the answer is A to all 20 questions, so the accuracy is that of always answering A.',
    ]);
    expect(diagnosticWarnings([answered((index) => choice(index < 2 ? 'B' : 'A'))])).toEqual([
      'Small exam, complete-1b: the answer is A to 18 of 20 questions, so the accuracy says little more than that of always answering A.',
    ]);
  });

  it('says where A only stands first among equals', () => {
    const [warning] = diagnosticWarnings([answered(() => ({ ...choice('A'), margin: 0, tie: true }))]);
    expect(warning).toMatch(/In 20 of them other letters have the same score and A stands first\.$/);
  });

  it('names subjects that have one answer', () => {
    expect(
      diagnosticWarnings([answered((index) => choice(index < 10 ? 'D' : ('ABCD'[index % 4] ?? 'A')))]),
    ).toEqual([
      'Small exam, complete-1b: one answer to all or nearly all questions in subjects: 1; drama (D to 10 of 10).',
    ]);
  });

  it('lets no name be markup or a control', () => {
    const named = answered(() => choice('A'));
    const warnings = diagnosticWarnings([{ ...named, facts: hostile.facts }]);
    expect(renderMarkdownWarnings(warnings)).not.toMatch(/<[a-z/]|\p{Cc}(?<!\n)/u);
    expect(renderTerminalWarnings(warnings, { colour: false })).not.toMatch(/\p{Cc}(?<!\n)|\u202e/u);
  });
});
