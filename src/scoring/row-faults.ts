import type { Outcome, Summary } from '../records.ts';

/** What the exam of a leaderboard has, against which a run is measured. */
export interface WholeExam {
  /** Subjects that the table's averages are over. */
  readonly subjects: readonly string[];
  /** Shots that the table's rows have. */
  readonly shots: number;
}

/** What must be known of a run beside its summary. */
export interface RowRun {
  readonly shots: number;
  /** Whether its questions are fiveshot's samples. */
  readonly samples: boolean;
  /** Whose log the run was imported from; null for a run of fiveshot's own. */
  readonly importedFrom: string | null;
  /** Subjects whose questions are not those of the published files. */
  readonly otherData: readonly string[];
}

/**
 * Why a run is no whole run of the table's exam, each as the end of a sentence and a footnote; empty for a row that may
 * stand beside published ones unmarked. Subjects that are in no average of the table count for nothing.
 */
export function rowFaults(summary: Summary, run: RowRun, exam: WholeExam): string[] {
  if (run.samples) return ["its questions are fiveshot's samples, not the exam's"];
  const subjects = summary.subjects.filter(({ subject }) => exam.subjects.includes(subject));
  const count = (outcome: Outcome): number => sum(subjects.map(({ counts }) => counts[outcome]));
  const total = sum(subjects.map((one) => one.total));
  const asked = sum(subjects.flatMap(({ counts }) => Object.values(counts)));
  const faults: [applies: boolean, text: string][] = [
    [
      subjects.length < exam.subjects.length,
      `only ${subjects.length} of the exam's ${exam.subjects.length} subjects were run`,
    ],
    [asked < total, `only ${asked} of ${total} questions were asked`],
    [count('failed') > 0, `${count('failed')} of ${total} questions failed`],
    [count('unanswerable') > 0, `${count('unanswerable')} of ${total} questions have no possible answer`],
    [count('unlabelled') > 0, `the data has no answer to ${count('unlabelled')} of ${total} questions`],
    [run.otherData.length > 0, `the data of ${listed(run.otherData)} is not as published`],
    [
      run.importedFrom !== null,
      `it was imported from a log of ${run.importedFrom}, and its model is not hashed`,
    ],
    [run.shots !== exam.shots, `it has ${run.shots} shots, and the table's rows ${exam.shots}`],
  ];
  return faults.filter(([applies]) => applies).map(([, text]) => text);
}

function listed(names: readonly string[]): string {
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
