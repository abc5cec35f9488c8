import type { Cell, ComparedAverage, ExamComparison, SubjectComparison, Table } from '../records.ts';
import type { ComparisonReport } from './comparison-report.ts';
import { pCell, signedPoints, uncomparedRemark } from './comparison-words.ts';
import { createFootnotes, type Footnotes } from './footnotes.ts';
import { intervalCell } from './interval-cell.ts';

const UNKNOWN: Cell = { type: 'text', text: '-' };

/** One table of all exams, and one of each exam's subjects. */
export function comparisonTables(report: ComparisonReport): Table[] {
  return [examsTable(report), ...report.exams.map(subjectsTable)];
}

function examsTable({ exams, rounds }: ComparisonReport): Table {
  const notes = createFootnotes();
  return {
    title: 'A and B on the same questions',
    columns: [
      'Exam',
      'A',
      '95 %',
      'B',
      '95 %',
      'B less A',
      '95 %',
      'Only A right',
      'Only B right',
      'p',
      'McNemar p',
    ],
    rows: exams.map((exam) => examRow(exam, rounds, notes)),
    footnotes: notes.texts,
  };
}

function examRow(exam: ExamComparison, rounds: number, notes: Footnotes): Cell[] {
  const { title, average, decimals } = exam;
  const marks = examRemarks(exam, rounds).map((remark) => notes.mark(remark));
  const name: Cell = { type: 'text', text: title, marks };
  if (average === null) return [name, ...Array.from({ length: 10 }, () => UNKNOWN)];
  const { a, b, difference, interval, compared, total, pairs, p, mcNemar } = average;
  const accuracy = (value: number): Cell => percent(value, { decimals, scored: compared, total });
  return [
    name,
    accuracy(a.accuracy),
    intervalCell(a.interval, decimals),
    accuracy(b.accuracy),
    intervalCell(b.interval, decimals),
    { type: 'text', text: signedPoints(difference, decimals) },
    {
      type: 'text',
      text: `${signedPoints(interval.low, decimals)} to ${signedPoints(interval.high, decimals)}`,
    },
    { type: 'count', value: pairs.onlyA },
    { type: 'count', value: pairs.onlyB },
    { type: 'text', text: pCell(p) },
    { type: 'text', text: pCell(mcNemar) },
  ];
}

/** How an exam's numbers were made and what is in none of them. */
function examRemarks(exam: ExamComparison, rounds: number): string[] {
  const { recipe, average, averageOver, subjects, notes } = exam;
  const splits = [...new Set(subjects.map(({ split }) => split))].toSorted();
  const otherPrompts = subjects.reduce((sum, one) => sum + one.otherPrompts, 0);
  return [
    `recipe ${recipe}, ${splits.join(' and ')} split`,
    average === null ? null : methodRemark(average, rounds),
    average === null || average.subjects.length === averageOver
      ? null
      : `partial: the averages are over ${average.subjects.length} subjects, the exam's own over ${averageOver}`,
    uncomparedRemark(subjects.map(({ uncompared }) => uncompared)),
    otherPrompts === 0
      ? null
      : `${otherPrompts} compared questions had another prompt in A than in B (shots that did not fit one of them)`,
    ...notes,
  ].filter((remark) => remark !== null);
}

function methodRemark({ rule }: ComparedAverage, rounds: number): string {
  const test =
    rule === 'pooled' ? "p is McNemar's" : `p from ${rounds} sign flips of the questions that differ`;
  const drawn = rule === 'pooled' ? 'questions' : 'questions within subjects';
  return `average by rule ${rule}; ${test}; interval of the difference from ${rounds} new draws of the ${drawn}`;
}

function subjectsTable({ title, decimals, subjects }: ExamComparison): Table {
  const notes = createFootnotes();
  const tested = subjects.filter(({ mcNemar }) => mcNemar !== null).length;
  const holm = notes.mark(`McNemar's exact p after Holm's correction; subjects tested: ${tested}`);
  return {
    title: `${title}: subjects`,
    columns: [
      'Subject',
      'Split',
      'A',
      'B',
      'B less A',
      'Only A right',
      'Only B right',
      'McNemar p',
      `Holm p [${holm}]`,
    ],
    rows: subjects.map((subject) => subjectRow(subject, decimals, notes)),
    footnotes: notes.texts,
  };
}

function subjectRow(one: SubjectComparison, decimals: number, notes: Footnotes): Cell[] {
  const { subject, split, pairs, compared: scored, total, uncompared, mcNemar, holm } = one;
  const remark = uncomparedRemark([uncompared]);
  const marks = remark === null ? [] : [notes.mark(remark)];
  const name: Cell[] = [
    { type: 'text', text: subject, marks },
    { type: 'text', text: split },
  ];
  if (mcNemar === null || holm === null) return [...name, ...Array.from({ length: 7 }, () => UNKNOWN)];
  const [a, b] = [(pairs.both + pairs.onlyA) / scored, (pairs.both + pairs.onlyB) / scored];
  return [
    ...name,
    percent(a, { decimals, scored, total }),
    percent(b, { decimals, scored, total }),
    { type: 'text', text: signedPoints(b - a, decimals) },
    { type: 'count', value: pairs.onlyA },
    { type: 'count', value: pairs.onlyB },
    { type: 'text', text: pCell(mcNemar) },
    { type: 'text', text: pCell(holm) },
  ];
}

function percent(
  value: number,
  { decimals, scored, total }: { readonly decimals: number; readonly scored: number; readonly total: number },
): Cell {
  return { type: 'percent', value, decimals, scored, total, marks: [] };
}
