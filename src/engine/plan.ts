import { commonLength } from '../backends/backend.ts';
import type { QuestionId, ScoreKind, TokenGroup } from '../records.ts';

/** A prompt as it is scored, ready to be put in a group. */
export interface PlannedPrompt {
  readonly questionId: QuestionId;
  /** Token ids of the whole prompt, at least one: BOS in front where the recipe has it, cut to fit. */
  readonly ids: readonly number[];
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
 * Tokens that a prefix of its own must save: about what one more run of a decoder costs. SmolLM2-135M in fp32 takes 59 ms of
 * processor time for a token after 400, 66 for 4, 106 for 32 and 158 for 64: a run is worth some 35 tokens, whatever the
 * model's size, as both its parts grow with the weights.
 */
const WORTH_A_RUN = 32;

/**
 * Groups the prompts of one subject by the tree of their token ids. Prompts that begin alike share a prefix; among those,
 * some can share a longer one: where shots differ, where fewer were kept, or where a passage is asked about several times.
 * Groups come in the order of a walk through the tree, depth first, so that each token of it is computed once by a backend that
 * keeps one prefix at a time. Ids are shared, never text: prefix + suffix are the ids of the whole prompt.
 * The questions of a group stand in the order of the file.
 */
export function planGroups(prompts: readonly PlannedPrompt[], options: PlanOptions): readonly TokenGroup[] {
  if (!options.reuse) return prompts.map((prompt) => groupOf([prompt], 0, options));
  const places = new Map(prompts.map((prompt, place) => [prompt, place]));
  const placeOf = (prompt: PlannedPrompt): number => places.get(prompt) ?? 0;
  return forksOf(prompts)
    .filter((fork) => fork.prompts.length > 0)
    .map((fork) =>
      groupOf(
        fork.prompts.toSorted((a, b) => placeOf(a) - placeOf(b)),
        fork.length,
        options,
      ),
    );
}

/**
 * Groups of which only some questions are to be scored. The others stay in them, silent: what is computed beside a question changes
 * the last digits of its scores, which are to be the same in one run, in shards and after a stop.
 */
export function scoringOnly(
  groups: readonly TokenGroup[],
  open: ReadonlySet<QuestionId>,
): readonly TokenGroup[] {
  return groups
    .filter(({ suffixes }) => suffixes.some(({ questionId }) => open.has(questionId)))
    .map(({ subject, prefix, suffixes, kind }) => ({
      subject,
      prefix,
      suffixes: suffixes.map((suffix) =>
        open.has(suffix.questionId) ? suffix : { ...suffix, silent: true },
      ),
      kind,
    }));
}

/** Tokens that a decoder runs for a plan: of each prefix what the one before doesn't have, and every suffix. */
export function computedTokens(groups: readonly TokenGroup[]): number {
  return groups.reduce((total, { prefix, suffixes }, index) => {
    const shared = commonLength(groups[index - 1]?.prefix ?? [], prefix);
    return suffixes.reduce((sum, { ids }) => sum + ids.length, total + prefix.length - shared);
  }, 0);
}

/**
 * The fewest tokens that prompts can be scored with: each of the beginnings that they have, once, and for each prompt its last
 * token, whose logits are read. What a run computed is divided by this for the ratio that is printed at its end.
 */
export function minimumTokens(prompts: readonly PlannedPrompt[]): number {
  const sorted = inOrder(prompts);
  return sorted.reduce(
    (sum, { beginning }, index) =>
      sum + beginning.length - commonLength(sorted[index - 1]?.beginning ?? [], beginning),
    prompts.length,
  );
}

interface SortedPrompt {
  readonly prompt: PlannedPrompt;
  /** All of its ids but the last, which is left to it alone. */
  readonly beginning: readonly number[];
}

/** Prompts by their ids, highest first: each shares with the one before what it shares with any before it. */
function inOrder(prompts: readonly PlannedPrompt[]): readonly SortedPrompt[] {
  return prompts
    .map((prompt) => ({ prompt, beginning: prompt.ids.slice(0, -1) }))
    .toSorted(({ beginning: a }, { beginning: b }) => {
      const place = commonLength(a, b);
      return (b[place] ?? -1) - (a[place] ?? -1);
    });
}

/** Where prompts part that have begun alike. */
interface Fork {
  /** Tokens that they share. */
  readonly length: number;
  /** The fork on the way to this one; null for the root, which shares nothing. */
  readonly parent: Fork | null;
  /** Prompts that share no more with others, or so little that it is not worth a run. */
  readonly prompts: PlannedPrompt[];
  /** How many forks follow this one. */
  forks: number;
}

function forkAt(length: number, parent: Fork | null): Fork {
  return { length, parent, prompts: [], forks: 0 };
}

/** The forks of the tree that are worth a run, and its root: each before those that follow it. */
function forksOf(prompts: readonly PlannedPrompt[]): readonly Fork[] {
  const kept: Fork[] = [];
  let fork = forkAt(0, null);
  const sorted = inOrder(prompts);
  for (const [index, { prompt, beginning }] of sorted.entries()) {
    const shared = commonLength(beginning, sorted[index + 1]?.beginning ?? []);
    if (shared > fork.length) fork = forkAt(shared, fork);
    fork.prompts.push(prompt);
    // No later prompt shares as much as a fork does that is longer than this.
    while (fork.parent !== null && fork.length > shared) {
      const parent = fork.parent.length < shared ? forkAt(shared, fork.parent) : fork.parent;
      if (isWorthARun(fork, parent)) {
        kept.push(fork);
        parent.forks += 1;
      } else {
        for (const one of fork.prompts) parent.prompts.push(one);
        parent.forks += fork.forks;
      }
      fork = parent;
    }
  }
  return [...kept, fork].toReversed();
}

/** One token alone is none: its keys and values would have other last digits than where it is run with more. */
function isWorthARun({ length, prompts, forks }: Fork, parent: Fork): boolean {
  return length > 1 && (length - parent.length) * (prompts.length + forks - 1) >= WORTH_A_RUN;
}

function groupOf(
  prompts: readonly PlannedPrompt[],
  length: number,
  { subject, kind }: PlanOptions,
): TokenGroup {
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
