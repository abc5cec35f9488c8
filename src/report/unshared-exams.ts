/** Exams that only one of two runs has, by title: nothing is said of them. */
export interface UnsharedExams {
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
}

/** A line a run that has such exams. */
export function unsharedLines({ onlyInA, onlyInB }: UnsharedExams): string[] {
  return [
    ...(onlyInA.length === 0 ? [] : [`Left out, since only A has them: ${onlyInA.join(', ')}`]),
    ...(onlyInB.length === 0 ? [] : [`Left out, since only B has them: ${onlyInB.join(', ')}`]),
  ];
}
