/** A subject of the workload. */
export interface WorkloadPart {
  /** As `--tasks` names it. */
  readonly task: string;
  /** All that the recipe `card-1` scores of it. */
  readonly questions: number;
}

/**
 * The exam questions that are timed: English and Chinese, with shots of 250 tokens and of a thousand. A fixed list, since questions
 * a second depend on it; no more than the names is kept here, and the questions come from the user's own copies.
 */
export const WORKLOAD: readonly WorkloadPart[] = [
  { task: 'mmlu/abstract_algebra', questions: 100 },
  { task: 'ceval/accountant', questions: 49 },
  { task: 'ceval/law', questions: 24 },
  { task: 'gaokao/2010-2022_Physics_MCQs', questions: 36 },
];

/** Where the exams are, and how many questions of each subject are asked. */
export interface Workload {
  readonly data: string;
  readonly limit: number | undefined;
}

/** Questions that a workload has. */
export function questionsOf({ limit = Infinity }: Pick<Workload, 'limit'>): number {
  return WORKLOAD.reduce((sum, { questions }) => sum + Math.min(limit, questions), 0);
}
