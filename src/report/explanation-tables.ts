import type {
  Cell,
  DifferencePart,
  ExamExplanation,
  ExplainedAverage,
  ExplainedPart,
  Table,
} from '../records.ts';
import { signedPoints } from './comparison-words.ts';
import type { ExplanationReport } from './explanation-report.ts';
import { createFootnotes, type Footnotes } from './footnotes.ts';

const UNKNOWN: Cell = { type: 'text', text: '-' };

/** What each part is called. */
export const PART_NAMES: Readonly<Record<DifferencePart, string>> = {
  averaging: 'averaging',
  unshared: 'questions only one scored',
  truncation: 'truncation',
  prompt: 'prompt',
  letters: 'letters',
  remains: 'what remains',
};

const PART_REMARKS: Readonly<Record<DifferencePart, string>> = {
  averaging: "A's answers by B's rule, less the same answers by A's rule",
  unshared: 'in the other run they were not asked, failed or could not be answered',
  truncation: 'asked alike, but fewer shots or tokens fitted one of the prompts',
  prompt: 'another text: recipe, shots or wording',
  letters: 'the same text, but the letters were looked up or scored otherwise',
  remains: 'the same text and letters: model, engine or precision',
};

/** One table of all exams, and the parts of each. */
export function explanationTables({ exams }: ExplanationReport): Table[] {
  return [examsTable(exams), ...exams.filter(({ split }) => split !== null).map(partsTable)];
}

function examsTable(exams: readonly ExamExplanation[]): Table {
  const notes = createFootnotes();
  return {
    title: "A and B, each by its own recipe's average",
    columns: ['Exam', 'A', 'B', 'B less A', "A's average", "B's average"],
    rows: exams.map((exam) => examRow(exam, notes)),
    footnotes: notes.texts,
  };
}

function examRow(exam: ExamExplanation, notes: Footnotes): Cell[] {
  const { title, split, decimals } = exam;
  const marks = examRemarks(exam).map((remark) => notes.mark(remark));
  const name: Cell = { type: 'text', text: title, marks };
  if (split === null) return [name, ...Array.from({ length: 5 }, () => UNKNOWN)];
  const percent = ({ accuracy, scored, total }: ExplainedAverage): Cell => ({
    type: 'percent',
    value: accuracy,
    decimals,
    scored,
    total,
    marks: [],
  });
  return [
    name,
    percent(split.a),
    percent(split.b),
    { type: 'text', text: signedPoints(split.difference, decimals) },
    { type: 'text', text: averageText(split.a) },
    { type: 'text', text: averageText(split.b) },
  ];
}

function averageText({ rule, recipe }: ExplainedAverage): string {
  return `${rule} (${recipe})`;
}

function examRemarks({ split, averageOver, notes }: ExamExplanation): string[] {
  if (split === null) return [...notes];
  const [inA, inB] = [split.a.subjects.length, split.b.subjects.length];
  const whole = inA === averageOver && inB === averageOver;
  const partial = `partial: A's average is over ${inA} subjects and B's over ${inB}, the exam's own over ${averageOver}`;
  return [...(whole ? [] : [partial]), ...notes];
}

/** One more decimal than the averages have, so that the printed parts sum to the printed whole but for a last digit. */
function partsTable({ title, split, decimals }: ExamExplanation): Table {
  const notes = createFootnotes();
  const parts = split?.parts ?? [];
  const points = (difference: number): Cell => ({
    type: 'text',
    text: signedPoints(difference, decimals + 1),
  });
  const count = (key: 'questions' | 'onlyA' | 'onlyB'): Cell => ({
    type: 'count',
    value: parts.reduce((sum, { counts }) => sum + (counts?.[key] ?? 0), 0),
  });
  return {
    title: `${title}: B less A in points`,
    columns: ['Part', 'Points', 'Questions', 'Only A right', 'Only B right'],
    rows: [
      [
        { type: 'text', text: 'all' },
        points(split?.difference ?? 0),
        count('questions'),
        count('onlyA'),
        count('onlyB'),
      ],
      ...parts.map(({ part, difference, counts }) => {
        const name: Cell = { type: 'text', text: PART_NAMES[part], marks: [notes.mark(PART_REMARKS[part])] };
        return [name, points(difference)].concat(countCells(counts));
      }),
    ],
    footnotes: notes.texts,
  };
}

function countCells(counts: ExplainedPart['counts']): Cell[] {
  if (counts === null) return [UNKNOWN, UNKNOWN, UNKNOWN];
  return [counts.questions, counts.onlyA, counts.onlyB].map((value) => ({ type: 'count', value }));
}
