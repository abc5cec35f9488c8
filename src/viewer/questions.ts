import type { Outcome } from '../records.ts';
import type { QuestionRow, QuestionsAnswer } from './answers.ts';
import type { QuestionsQuery } from './queries.ts';
import type { IndexedEntry, RunIndex } from './run-index.ts';

/** The questions of a run that pass a query's filters: how many, and one page of them. */
export function findQuestions(index: RunIndex, query: Omit<QuestionsQuery, 'run'>): QuestionsAnswer {
  const outcomes: Record<Outcome, number> = { right: 0, wrong: 0, unanswerable: 0, failed: 0, unlabelled: 0 };
  const passes = filterOf(query);
  const rows: QuestionRow[] = [];
  let total = 0;
  for (const one of index.ordered(query.sort)) {
    if (!passes(one)) continue;
    const { outcome } = one.entry;
    outcomes[outcome]++;
    if (query.outcome !== undefined && outcome !== query.outcome) continue;
    if (total >= query.offset && rows.length < query.limit) rows.push(rowOf(one));
    total++;
  }
  return { total, offset: query.offset, outcomes, rows };
}

/** All filters but the outcome's, which the counts of outcomes leave out. */
function filterOf(query: Omit<QuestionsQuery, 'run'>): (one: IndexedEntry) => boolean {
  const { exam, subject, 'margin-from': from, 'margin-below': below } = query;
  const search = query.search?.toLowerCase();
  return (one) =>
    (exam === undefined || one.exam === exam) &&
    (subject === undefined || one.subject === subject) &&
    (from === undefined || (one.entry.margin !== null && one.entry.margin >= from)) &&
    (below === undefined || (one.entry.margin !== null && one.entry.margin < below)) &&
    (search === undefined || one.searched.includes(search));
}

function rowOf({ entry }: IndexedEntry): QuestionRow {
  const { id, chosen, gold, outcome, margin, probabilities, tie } = entry;
  const probability = probabilities.length === 0 ? null : Math.max(...probabilities);
  return { id, chosen, gold, outcome, margin, probability, tie };
}
