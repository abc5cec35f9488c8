import type { ExplainedEntry, ExplainedRun } from './explain-exam.ts';
import type { ScoredPair } from './split-difference.ts';

interface Asked {
  readonly run: Pick<ExplainedRun, 'recipe' | 'tokenizerSha256' | 'letterRule' | 'letterIds'>;
  readonly entry: ExplainedEntry;
}

/**
 * The first thing that two runs did differently with a question: another text, because less of it fitted (`truncation`) or
 * because it was asked otherwise (`prompt`); the letters looked up or scored otherwise (`letters`); or none of these
 * (`remains`). Under two recipes, or with two numbers of shots, another text is `prompt` even where something did not fit:
 * which of the two made it is not known.
 */
export function classifyPair(a: Asked, b: Asked): ScoredPair['part'] {
  const cutAlike = a.entry.tokensCut === b.entry.tokensCut;
  if (a.entry.promptSha256 !== b.entry.promptSha256) {
    const askedAlike = a.run.recipe.id === b.run.recipe.id && a.entry.shotsAsked === b.entry.shotsAsked;
    const fittedAlike = cutAlike && a.entry.shotsUsed === b.entry.shotsUsed;
    return askedAlike && !fittedAlike ? 'truncation' : 'prompt';
  }
  if (!cutAlike) return 'truncation';
  return lettersAlike(a, b) ? 'remains' : 'letters';
}

/** Ids say more than the rule, but those of two tokenizers can't be compared. */
function lettersAlike(a: Asked, b: Asked): boolean {
  if (a.entry.kind !== b.entry.kind) return false;
  const known = [a, b].every(({ run }) => Object.keys(run.letterIds).length > 0);
  if (!known || a.run.tokenizerSha256 !== b.run.tokenizerSha256) return a.run.letterRule === b.run.letterRule;
  const idsOf = ({ run }: Asked): string =>
    JSON.stringify(Object.entries(run.letterIds).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return idsOf(a) === idsOf(b);
}
