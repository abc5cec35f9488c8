import type { LetterRule, Split } from '../../../records.ts';
import type { ReferenceScore } from './read-references.ts';

/** References that are asked for in the same way, by question. */
export interface Ask {
  readonly recipe: string;
  readonly letters: LetterRule;
  readonly references: ReadonlyMap<string, ReferenceScore>;
}

/** References grouped by recipe, split and letter rule. */
export function askedOf(references: readonly ReferenceScore[]): readonly Ask[] {
  const asks = new Map<
    string,
    { recipe: string; letters: LetterRule; references: Map<string, ReferenceScore> }
  >();
  for (const reference of references) {
    const { recipe, letters, questionId } = reference;
    const key = JSON.stringify([recipe, letters, splitOf(questionId)]);
    const ask = asks.get(key) ?? { recipe, letters, references: new Map() };
    ask.references.set(questionId, reference);
    asks.set(key, ask);
  }
  return [...asks.values()];
}

/** `BENCHMARK/SUBJECT` of a question's id. */
export function subjectOf(questionId: string): string {
  return questionId.split('/').slice(0, 2).join('/');
}

/** The split of a question's id. */
export function splitOf(questionId: string): Split {
  return questionId.split('/')[2] === 'val' ? 'val' : 'test';
}

/** The first `limit` references of each subject. */
export function firstOfEachSubject(
  references: readonly ReferenceScore[],
  limit: number,
): readonly ReferenceScore[] {
  const taken = new Map<string, number>();
  return references.filter(({ questionId }) => {
    const count = (taken.get(subjectOf(questionId)) ?? 0) + 1;
    taken.set(subjectOf(questionId), count);
    return count <= limit;
  });
}
