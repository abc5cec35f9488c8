import type { Cell, SubjectSummary, Summary, Table } from '../records.ts';
import { groupCell } from './card-tables.ts';
import { constantCell, lettersOf } from './constant-rows.ts';
import { createFootnotes, type Footnotes } from './footnotes.ts';
import { intervalCell } from './interval-cell.ts';
import { NO_ANSWERS, shotsText } from './remarks.ts';
import type { RunFacts, RunReport } from './run-report.ts';

/** Two tables a run and benchmark: every average by both rules with its baselines, and every subject with its counts. */
export function detailTables(runs: readonly RunReport[]): Table[] {
  return runs.flatMap(({ facts, summaries }) =>
    summaries.flatMap((summary) => [averagesTable(summary, facts), subjectsTable(summary, facts)]),
  );
}

/**
 * A table of subjects for each exam of which others than the card's own subjects were run: where a subject is missing
 * the card's averages are `-`, and one that is in no average stands nowhere else.
 */
export function chosenSubjectTables(runs: readonly RunReport[]): Table[] {
  return runs.flatMap(({ facts, summaries }) =>
    summaries.filter(hasChosenSubjects).map((summary) => subjectsTable(summary, facts)),
  );
}

function hasChosenSubjects({ groups, subjects }: Summary): boolean {
  const onCard = new Set(groups.filter((group) => group.onCard).flatMap((group) => group.subjects));
  return subjects.length !== onCard.size || subjects.some(({ subject }) => !onCard.has(subject));
}

function averagesTable(summary: Summary, facts: RunFacts): Table {
  const notes = createFootnotes();
  const letters = lettersOf(summary);
  return {
    title: `${summary.title}, ${facts.model}: averages`,
    columns: [
      'Group',
      'Rule',
      'Accuracy',
      '95 % interval',
      'Pooled',
      'Subject mean',
      ...letters.map((letter) => `Always ${letter}`),
    ],
    rows: summary.groups.map((group) => [
      { type: 'text', text: group.name },
      { type: 'text', text: group.rule },
      groupCell(group, summary, notes),
      intervalCell(group.interval, summary.decimals),
      ...(['pooled', 'subject-mean'] as const).map((rule) =>
        groupCell({ ...group, accuracy: group.byRule[rule] }, summary, notes),
      ),
      ...letters.map((letter) => constantCell(group, letter, summary)),
    ]),
    footnotes: notes.texts,
  };
}

function subjectsTable(summary: Summary, facts: RunFacts): Table {
  const notes = createFootnotes();
  return {
    title: `${summary.title}, ${facts.model}: subjects`,
    columns: [
      'Subject',
      'Category',
      'Split',
      'Accuracy',
      '95 % interval',
      'Right',
      'Wrong',
      'Failed',
      'Unanswerable',
      'Unlabelled',
      'Mean shots',
    ],
    rows: summary.subjects.map((subject) => subjectRow(subject, summary, notes)),
    footnotes: notes.texts,
  };
}

function subjectRow(subject: SubjectSummary, { decimals }: Summary, notes: Footnotes): Cell[] {
  const { accuracy: value, interval, scored, total, counts, meanShotsUsed } = subject;
  const why = counts.unlabelled > 0 ? NO_ANSWERS : 'no scored question';
  return [
    { type: 'text', text: subject.subject },
    { type: 'text', text: subject.category ?? '-' },
    { type: 'text', text: subject.split },
    { type: 'percent', value, decimals, scored, total, marks: value === null ? [notes.mark(why)] : [] },
    intervalCell(interval, decimals),
    { type: 'count', value: counts.right },
    { type: 'count', value: counts.wrong },
    { type: 'count', value: counts.failed },
    { type: 'count', value: counts.unanswerable },
    { type: 'count', value: counts.unlabelled },
    { type: 'text', text: meanShotsUsed === null ? '-' : shotsText(meanShotsUsed) },
  ];
}
