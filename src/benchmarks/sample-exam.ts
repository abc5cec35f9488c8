import type { Benchmark, CardColumn } from './benchmark.ts';

/** The sample exam of a benchmark: titled as one, with the subjects that the samples have and averages over them. */
export function sampleExam(benchmark: Benchmark, subjects: readonly string[]): Benchmark {
  const has = (subject: string): boolean => subjects.includes(subject);
  const within = (column: CardColumn): CardColumn =>
    column.over.kind === 'subjects'
      ? { ...column, over: { kind: 'subjects', subjects: column.over.subjects.filter(has) } }
      : column;
  return {
    ...benchmark,
    title: `${benchmark.title} (sample questions)`,
    subjects: benchmark.subjects.filter(({ id }) => has(id)),
    columns: benchmark.columns.map(within),
    alsoReported: benchmark.alsoReported.map(within),
  };
}
