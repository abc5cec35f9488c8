/**
 * The fewest questions N of which every printed percentage is some k of N, rounded to its decimals (half a unit to
 * either side, ends included). More than an exam has means that the numbers are no pooled averages over one set of
 * questions. 10^(decimals + 2) always fits, so the search ends there. 0 for no percentage.
 */
export function fewestQuestions(percentages: readonly string[], decimals: number): number {
  if (percentages.length === 0) return 0;
  const hundred = 10 ** (decimals + 2);
  const units = percentages.map((one) => Number(one.replace('.', '')));
  for (let questions = 1; questions < hundred; questions++) {
    if (units.every((unit) => isShare(unit, questions, hundred))) return questions;
  }
  return hundred;
}

/** Whether a share of so many questions rounds to `unit` of `hundred`; in whole numbers, so that ends count exactly. */
function isShare(unit: number, questions: number, hundred: number): boolean {
  const right = Math.round((unit * questions) / hundred);
  return 2 * Math.abs(right * hundred - unit * questions) <= questions;
}
