import type { Cell, Summary, Table } from '../../records.ts';
import { percentText } from '../percent.ts';
import type { ExamRuns } from './labelled-runs.ts';

/** What the scores of an exam's runs tell, one row a run. */
export function scoreTable({ title, rows }: ExamRuns): Table {
  return {
    title: `${title}: what the scores tell`,
    columns: [
      'Run',
      'Median probability on the letters',
      'ECE',
      'Mean confidence',
      'Median margin',
      'Near ties',
      'Exact ties',
      'Could flip in another engine',
      'Subjects out of line',
    ],
    rows: rows.map(({ label, summary }) => [text(label), ...scoreCells(summary)]),
    footnotes: [],
  };
}

function scoreCells({ diagnostics }: Summary): Cell[] {
  const { letterMass, calibration, margins, outOfLine } = diagnostics;
  return [
    text(letterMass === null ? 'not known' : percentText(letterMass.median)),
    text(calibration === null ? '-' : percentText(calibration.ece)),
    text(calibration === null ? '-' : percentText(calibration.meanConfidence)),
    text(margins === null ? '-' : String(Number(margins.median.toPrecision(3)))),
    text(margins === null ? '-' : `${margins.nearTies} of ${margins.questions}`),
    text(margins === null ? '-' : `${margins.ties} of ${margins.questions}`),
    text(margins === null ? '-' : `${margins.couldFlip} of ${margins.questions}`),
    text(outOfLine.tested === 0 ? '-' : `${outOfLine.subjects.length} of ${outOfLine.tested}`),
  ];
}

function text(content: string): Cell {
  return { type: 'text', text: content };
}
