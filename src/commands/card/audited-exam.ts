import type { Benchmark } from '../../benchmarks/benchmark.ts';
import type { Pins } from '../../datasets/verify.ts';
import { InputError } from '../../errors.ts';
import type { PublishedTable } from '../../records.ts';
import type { AuditedExam } from '../../scoring/average-audit.ts';

/**
 * Sizes of an exam's categories in the split of a published table: subjects as the benchmark declares them, questions
 * as its published files have them. `categories` moves subjects, as a recipe does.
 * Throws InputError where the table has no column of the benchmark's average.
 */
export function auditedExam(
  table: PublishedTable,
  benchmark: Benchmark,
  pins: Pins,
  categories: Readonly<Record<string, string>> = {},
): AuditedExam {
  const split = table.split ?? benchmark.splits[0];
  const questionsOf = (subject: string): number => pins[`${subject}/${split}`]?.questions ?? 0;
  const sum = (subjects: readonly { readonly id: string }[]): number =>
    subjects.reduce((total, { id }) => total + questionsOf(id), 0);
  return {
    average: averageColumn(table, benchmark),
    categories: benchmark.columns.flatMap(({ name, over }) => {
      if (over.kind !== 'category') return [];
      const own = benchmark.subjects.filter(
        ({ id, category, byDefault }) => byDefault && (categories[id] ?? category) === over.category,
      );
      return [{ name, subjects: own.length, questions: sum(own) }];
    }),
    questions: sum(benchmark.subjects),
  };
}

/** The table's column over the whole exam. Throws InputError where it has none. */
export function averageColumn(table: PublishedTable, benchmark: Benchmark): string {
  const average = benchmark.columns.find(({ over }) => over.kind === 'default-subjects')?.name;
  if (average !== undefined && table.columns.includes(average)) return average;
  throw new InputError(
    `The published table '${table.table}' has no column ${average ?? 'of an average'}: its columns are ${table.columns.join(', ')}.`,
  );
}
