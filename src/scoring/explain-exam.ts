import type { ExamExplanation, JournalEntry, RecordedLetters } from '../records.ts';
import type { CountedBenchmark, CountingRule, SelectedSubject } from './aggregate.ts';
import { classifyPair } from './classify-pair.ts';
import { assertSameAnswer } from './pair-entries.ts';
import { type CountedRun, splitDifference, type ScoredPair, type ScoredSubject } from './split-difference.ts';

/** What explaining needs of a journal entry. */
export type ExplainedEntry = Pick<
  JournalEntry,
  'id' | 'outcome' | 'gold' | 'kind' | 'promptSha256' | 'shotsAsked' | 'shotsUsed' | 'tokensCut'
>;

/** One run of a benchmark: how it asked and counted, and what came of it. */
export interface ExplainedRun {
  readonly recipe: Pick<CountingRule, 'id' | 'average' | 'decimals'>;
  readonly selected: readonly SelectedSubject[];
  /** Every journal entry of this benchmark. */
  readonly entries: readonly ExplainedEntry[];
  readonly tokenizerSha256: string | null;
  readonly letterRule: RecordedLetters;
  /** Token ids of each letter; empty where the backend has none. */
  readonly letterIds: Readonly<Record<string, readonly number[]>>;
}

interface ExplainInput {
  readonly benchmark: Pick<CountedBenchmark, 'id' | 'title' | 'subjects'>;
  readonly a: ExplainedRun;
  readonly b: ExplainedRun;
  readonly notes: readonly string[];
}

/**
 * Splits B's average by its rule less A's by its own into parts that sum to it. Four steps lead from A to B: A's answers by
 * B's rule (averaging), less those that B did not score, B's answers in place of A's (each question in one part, with the
 * weight that B's rule gives it), and those that only B scored (both `unshared`).
 *
 * The averages are over the subjects that count by default; where none of those was scored in both runs, over all.
 * Throws InputError where the runs have different answers to a question.
 */
export function explainExam({ benchmark, a, b, notes }: ExplainInput): ExamExplanation {
  const all = benchmark.subjects.map(({ id, byDefault }) => ({
    ...scoredSubject(`${benchmark.id}/${id}/`, a, b),
    subject: id,
    byDefault,
  }));
  const byDefault = all.filter((one) => one.byDefault);
  const counted = (byDefault.some(({ pairs }) => pairs.length > 0) ? byDefault : all).filter(
    (one) => one.a.length + one.b.length > 0,
  );
  return {
    benchmark: benchmark.id,
    title: benchmark.title,
    decimals: Math.max(a.recipe.decimals, b.recipe.decimals),
    split: counted.some(({ pairs }) => pairs.length > 0)
      ? splitDifference(counted, countedRun(a), countedRun(b))
      : null,
    averageOver: byDefault.length,
    notes,
  };
}

function scoredSubject(
  prefix: string,
  runA: ExplainedRun,
  runB: ExplainedRun,
): Omit<ScoredSubject, 'subject'> {
  const own = ({ entries }: ExplainedRun) => entries.filter(({ id }) => id.startsWith(prefix));
  const inB = new Map(own(runB).map((entry) => [entry.id, entry]));
  const pairs: ScoredPair[] = [];
  for (const one of own(runA)) {
    const other = inB.get(one.id);
    if (other === undefined) continue;
    assertSameAnswer(one, other);
    if (!isScored(one) || !isScored(other)) continue;
    pairs.push({
      part: classifyPair({ run: runA, entry: one }, { run: runB, entry: other }),
      a: isRight(one),
      b: isRight(other),
    });
  }
  const rights = (run: ExplainedRun) => own(run).filter(isScored).map(isRight);
  return { a: rights(runA), b: rights(runB), pairs };
}

function isScored({ outcome }: ExplainedEntry): boolean {
  return outcome === 'right' || outcome === 'wrong';
}

function isRight({ outcome }: ExplainedEntry): boolean {
  return outcome === 'right';
}

/** How a run counts, and of how many questions each subject was. */
function countedRun({ recipe, selected }: ExplainedRun): CountedRun {
  return {
    recipe: recipe.id,
    rule: recipe.average.total,
    totals: new Map(selected.map(({ subject, total }) => [subject, total])),
  };
}
