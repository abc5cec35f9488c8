import type { GroupSummary } from '../records.ts';
import type { Column, CountedBenchmark, CountingRule } from './aggregate.ts';
import { type AveragedSubject, summariseGroup } from './group.ts';

interface GroupsInput {
  readonly benchmark: Pick<CountedBenchmark, 'subjects' | 'columns' | 'alsoReported'>;
  readonly recipe: Pick<CountingRule, 'average' | 'categories'>;
  /** Subjects of the run. */
  readonly subjects: readonly AveragedSubject[];
}

/** Every average of a benchmark under a recipe: the card's columns, then those that are reported beside them. */
export function summariseGroups({ benchmark, recipe, subjects }: GroupsInput): GroupSummary[] {
  const groupsOf = (columns: readonly Column[], onCard: boolean) =>
    columns.map((column) =>
      summariseGroup({
        name: column.name,
        onCard,
        rule: column.over.kind === 'default-subjects' ? recipe.average.total : recipe.average.category,
        members: membersOf(column, benchmark, recipe),
        subjects,
      }),
    );
  return [...groupsOf(benchmark.columns, true), ...groupsOf(benchmark.alsoReported, false)];
}

/** Subjects that run only by name are in no category's average: a category is part of the default total. */
function membersOf(
  column: Column,
  benchmark: GroupsInput['benchmark'],
  recipe: GroupsInput['recipe'],
): string[] {
  const { over } = column;
  if (over.kind === 'subjects') return [...over.subjects];
  return benchmark.subjects
    .filter((subject) => subject.byDefault)
    .filter(
      ({ id, category }) =>
        over.kind === 'default-subjects' || (recipe.categories?.[id] ?? category) === over.category,
    )
    .map((subject) => subject.id);
}
