import type { AverageRule, BenchmarkId, JournalEntry, Split, SubjectSummary, Summary } from '../records.ts';
import type { DiagnosedEntry } from './diagnostics/diagnosed-entry.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { entriesBySubject } from './entries-by-subject.ts';
import { summariseGroups } from './groups.ts';
import { summariseSubject } from './subject.ts';

/** What counting needs of a journal entry. */
export type CountedEntry = Pick<JournalEntry, 'id' | 'outcome' | 'gold' | 'shotsUsed' | 'tokensCut'> &
  DiagnosedEntry;

/** A number of a table: which subjects it is over (a benchmark's CardColumn). */
export interface Column {
  readonly name: string;
  readonly over:
    | { readonly kind: 'default-subjects' }
    | { readonly kind: 'category'; readonly category: string }
    | { readonly kind: 'subjects'; readonly subjects: readonly string[] };
}

/** What counting needs of a benchmark. */
export interface CountedBenchmark {
  readonly id: BenchmarkId;
  readonly title: string;
  readonly subjects: readonly {
    readonly id: string;
    readonly category: string | null;
    readonly byDefault: boolean;
  }[];
  readonly columns: readonly Column[];
  readonly alsoReported: readonly Column[];
}

/** What counting needs of a recipe for that benchmark; `id` is the recipe's. */
export interface CountingRule {
  readonly id: string;
  readonly average: { readonly total: AverageRule; readonly category: AverageRule };
  readonly categories?: Readonly<Record<string, string>>;
  readonly decimals: number;
  readonly deviations: readonly string[];
}

/** A subject that a run covers, with how many questions it has after the filter, run or not. */
export interface SelectedSubject {
  readonly subject: string;
  readonly split: Split;
  readonly total: number;
}

export interface AggregateInput {
  readonly benchmark: CountedBenchmark;
  readonly recipe: CountingRule;
  readonly selected: readonly SelectedSubject[];
  /** Every journal entry of this benchmark, in any order. */
  readonly entries: Iterable<CountedEntry>;
  /** The letters of the constant-answer baselines, `A` first. */
  readonly letters: readonly string[];
  /** Things to tell beside the recipe's own deviations (a flag that overrides the recipe). */
  readonly notes?: readonly string[];
}

/**
 * A run's verdicts on one benchmark as accuracies by the recipe's rule, per subject and per column of the card.
 *
 * The rule of the total holds for columns over the default subjects, the rule of categories for all others. Subjects
 * are reported in the benchmark's order. A group with a subject that has no scored question has no accuracy.
 * Throws InputError where entries or selection belong to another benchmark, run or data, as `entriesBySubject` does.
 */
export function aggregate({
  benchmark,
  recipe,
  selected,
  entries,
  letters,
  notes = [],
}: AggregateInput): Summary {
  const entriesOf = entriesBySubject(benchmark, selected, entries);
  const subjects: SubjectSummary[] = [];
  for (const { id, category } of benchmark.subjects) {
    const selection = selected.find((one) => one.subject === id);
    if (selection === undefined) continue;
    const own = { ...selection, category: recipe.categories?.[id] ?? category };
    subjects.push(summariseSubject(own, entriesOf.get(id) ?? [], letters));
  }
  return {
    benchmark: benchmark.id,
    title: benchmark.title,
    recipe: recipe.id,
    splits: [...new Set(selected.map((one) => one.split))].toSorted(),
    decimals: recipe.decimals,
    groups: summariseGroups({ benchmark, recipe, subjects }),
    subjects,
    diagnostics: diagnose({ subjects, entriesOf, letters }),
    notes: [...recipe.deviations, ...notes],
  };
}
