import type { Cell, OutlyingSubject, ReliabilityBin, Summary, Table } from '../../records.ts';
import { pCell } from '../comparison-words.ts';
import { formatPercent } from '../percent.ts';
import type { RunFacts, RunReport } from '../run-report.ts';
import { findings } from './findings.ts';

/** What the letters' scores tell, a few tables a run and benchmark; none for an exam without a choice. */
export function diagnosticTables(runs: readonly RunReport[]): Table[] {
  return runs.flatMap(({ facts, summaries }) =>
    summaries
      .filter(({ diagnostics }) => diagnostics.answered > 0)
      .flatMap((summary) => examTables(summary, facts)),
  );
}

function examTables(summary: Summary, facts: RunFacts): Table[] {
  return [
    findingsTable(summary, facts),
    lettersTable(summary, facts),
    ...reliabilityTable(summary, facts),
    ...outOfLineTable(summary, facts),
  ];
}

/** The measures of an exam in words. */
function findingsTable({ title, diagnostics }: Summary, { model }: RunFacts): Table {
  return {
    title: `${title}, ${model}: what the scores tell`,
    columns: ['Measure', 'Found'],
    rows: findings(diagnostics).map(({ measure, found }) => [text(measure), text(found)]),
    footnotes: [],
  };
}

/** Pick rate against answer rate, letter by letter. */
export function lettersTable({ title, diagnostics }: Summary, { model }: Pick<RunFacts, 'model'>): Table {
  const { answered, letters } = diagnostics;
  const scored = letters.reduce((sum, { gold }) => sum + gold, 0);
  return {
    title: `${title}, ${model}: letters`,
    columns: ['Letter', 'Picked', 'Is the answer', 'Right where it is the answer'],
    rows: letters.map(({ letter, picked, gold, right }) => [
      text(letter),
      share(picked, answered),
      share(gold, scored),
      share(right, gold),
    ]),
    footnotes: [],
  };
}

/** The bins of a reliability plot that have questions; nothing where no question was scored. */
export function reliabilityTable(
  { title, diagnostics }: Summary,
  { model }: Pick<RunFacts, 'model'>,
): Table[] {
  const { calibration } = diagnostics;
  if (calibration === null) return [];
  return [
    {
      title: `${title}, ${model}: reliability`,
      columns: ['Confidence', 'Questions', 'Mean confidence', 'Accuracy'],
      rows: calibration.bins.filter(({ questions }) => questions > 0).map(binRow),
      footnotes: ["confidence: the chosen letter's probability among the letters"],
    },
  ];
}

function binRow({ low, high, questions, confidence, accuracy }: ReliabilityBin): Cell[] {
  return [
    text(`above ${low} to ${high}`),
    { type: 'count', value: questions },
    text(confidence === null ? '-' : `${formatPercent(confidence, 1)} %`),
    share(Math.round((accuracy ?? 0) * questions), questions),
  ];
}

/** The subjects that are out of line; nothing where none is. */
function outOfLineTable({ title, decimals, diagnostics }: Summary, { model }: RunFacts): Table[] {
  const { subjects, tested } = diagnostics.outOfLine;
  if (subjects.length === 0) return [];
  return [
    {
      title: `${title}, ${model}: subjects out of line`,
      columns: ['Subject', 'Split', 'Accuracy', 'Other subjects', 'p', 'Holm p'],
      rows: subjects.map((one) => outOfLineRow(one, decimals)),
      footnotes: [
        `differ from the others together by more than chance; Holm's correction is over ${tested} subjects`,
      ],
    },
  ];
}

function outOfLineRow(one: OutlyingSubject, decimals: number): Cell[] {
  const { subject, split, right, scored, othersRight, othersScored, p, holm } = one;
  return [
    text(subject),
    text(split),
    share(right, scored, decimals),
    share(othersRight, othersScored, decimals),
    text(pCell(p)),
    text(pCell(holm)),
  ];
}

/** `39.2 % (47 of 120)`: in words, since n/N in a cell of percents is how many were scored. */
function share(part: number, whole: number, decimals = 1): Cell {
  if (whole === 0) return text('-');
  return text(`${formatPercent(part / whole, decimals)} % (${part} of ${whole})`);
}

function text(content: string): Cell {
  return { type: 'text', text: content };
}
