import type { Question, QuestionId } from '../records.ts';
import type { LoggedQuestion } from './logged.ts';

/** Finds the questions of one subject that a log is of. */
export interface Aligner {
  /**
   * The question that the log's line asks, or null. The row is tried first and held against the texts; a set that was cut or
   * reordered is searched for the texts. A log of fiveshot's own names the question.
   */
  find(logged: LoggedQuestion): Question | null;
  /** Whether the data set has a question in this row that is none of those to align with: it was filtered out. */
  isFilteredOut(row: number): boolean;
}

/** An aligner over a subject's questions in file order. */
export function createAligner(questions: readonly Question[]): Aligner {
  const known = questions.map((question) => ({
    question,
    row: rowOf(question.id),
    texts: textsOf(question),
  }));
  const placeOfRow = new Map(known.map(({ row }, place) => [row, place]));
  const byId = new Map(questions.map((question) => [question.id, question]));
  const rows = known.map(({ row }) => row);
  const hasGaps = Math.max(-1, ...rows) + 1 > rows.length;
  /** Rows by which the log was behind the data where a question was last searched for: a set that was cut in front. */
  let shift = 0;

  const search = (text: string): number => {
    const fitting = known.flatMap(({ texts }, place) => (asks(texts, text) ? [place] : []));
    // A short question can stand inside a longer one: the longest is the one that is asked.
    const length = (place: number): number => known[place]?.texts.length ?? 0;
    return fitting.reduce((best, place) => (best === -1 || length(place) > length(best) ? place : best), -1);
  };

  return {
    find({ id, row, text }) {
      if (id !== null) return byId.get(id) ?? null;
      const asked = compact(text);
      const expected = known[placeOfRow.get(row + shift) ?? -1];
      if (expected !== undefined && asks(expected.texts, asked)) return expected.question;
      const found = known[search(asked)];
      if (found === undefined) return null;
      shift = found.row - row;
      return found.question;
    },
    isFilteredOut: (row) => hasGaps && !placeOfRow.has(row),
  };
}

interface QuestionTexts {
  /** The question's text, and how a template that fills in `{A}` inside it makes it. */
  readonly stems: readonly string[];
  readonly options: readonly string[];
  /** Characters of all. */
  readonly length: number;
}

function textsOf({ stem, options, letters }: Question): QuestionTexts {
  // OpenCompass' templates put an option in place of its letter in braces, wherever it stands.
  const filled = letters.reduce((text, letter, place) => {
    const option = options[place];
    return option === undefined ? text : text.replaceAll(`{${letter}}`, () => option);
  }, stem);
  const stems = [...new Set([stem, filled].map(compact))];
  const own = options.map(compact);
  return { stems, options: own, length: [stems[0] ?? '', ...own].join('').length };
}

function asks({ stems, options }: QuestionTexts, text: string): boolean {
  return stems.some((stem) => text.includes(stem)) && options.every((option) => text.includes(option));
}

/** Without white space, which harnesses strip and hosted copies of the data have otherwise. */
function compact(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

function rowOf(id: QuestionId): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}
