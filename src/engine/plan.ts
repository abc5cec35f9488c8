import type { QuestionId, ScoreKind, TokenGroup } from '../records.ts';

/** A prompt as it is scored, ready to be put in a group. */
export interface PlannedPrompt {
  readonly questionId: QuestionId;
  /** Token ids of the whole prompt, at least one: BOS in front where the recipe has it, cut to fit. */
  readonly ids: readonly number[];
  readonly shotsUsed: number;
  /** Tokens that the prompt lost on the left. */
  readonly tokensCut: number;
  /** Token ids of each letter, in letter order. */
  readonly letterIds: readonly (readonly number[])[];
}

export interface PlanOptions {
  /** `benchmark/subject/split`, for people and logs. */
  readonly subject: string;
  readonly kind: ScoreKind;
  /** False gives each question a group of its own and an empty prefix: the slow way, with the same scores. */
  readonly reuse: boolean;
}

/**
 * Groups the prompts of one subject by the number of shots they kept, and takes the longest common beginning of each
 * group's token ids as its prefix. Ids are shared, never text: prefix + suffix are the ids of the whole prompt. A prompt
 * that lost tokens on the left begins like no other and stands alone; so does one that is alone with its number of shots.
 * Groups stand in the order of their first question, questions in theirs: the order of the file.
 */
export function planGroups(prompts: readonly PlannedPrompt[], options: PlanOptions): readonly TokenGroup[] {
  const bundles = new Map<string, PlannedPrompt[]>();
  for (const [index, prompt] of prompts.entries()) {
    const alone = !options.reuse || prompt.tokensCut > 0;
    const key = alone ? `question ${index}` : `shots ${prompt.shotsUsed}`;
    const bundle = bundles.get(key) ?? [];
    bundle.push(prompt);
    bundles.set(key, bundle);
  }
  return [...bundles.values()].map((bundle) => groupOf(bundle, options));
}

/** Tokens that a decoder runs for a plan: each prefix once, and every suffix. */
export function computedTokens(groups: readonly TokenGroup[]): number {
  return groups.reduce(
    (total, { prefix, suffixes }) =>
      suffixes.reduce((sum, { ids }) => sum + ids.length, total + prefix.length),
    0,
  );
}

/**
 * The fewest tokens that one prefix for each number of shots kept, and each suffix, can be computed with. What a run
 * computed is divided by this for the ratio that is printed at its end.
 */
export function minimumTokens(prompts: readonly PlannedPrompt[]): number {
  return computedTokens(planGroups(prompts, { subject: '', kind: 'logit', reuse: true }));
}

function groupOf(prompts: readonly PlannedPrompt[], { subject, kind }: PlanOptions): TokenGroup {
  const length = sharedLength(prompts);
  return {
    subject,
    prefix: prompts[0]?.ids.slice(0, length) ?? [],
    suffixes: prompts.map(({ questionId, ids, letterIds }) => ({
      questionId,
      ids: ids.slice(length),
      letterIds,
    })),
    kind,
  };
}

/** Tokens that all prompts begin with, less what leaves the shortest without a token; 0 for a single prompt. */
function sharedLength(prompts: readonly PlannedPrompt[]): number {
  const [first, ...others] = prompts;
  if (first === undefined || others.length === 0) return 0;
  let length = first.ids.length - 1;
  for (const { ids } of others) {
    length = Math.min(length, ids.length - 1);
    const difference = ids.findIndex((id, position) => position >= length || id !== first.ids[position]);
    length = Math.min(length, difference);
  }
  return length;
}
