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
  return walk(forkAfter(prompts, 0))
    .filter((fork) => fork.prompts.length > 0)
    .map((fork) =>
      groupOf(
        fork.prompts.toSorted((a, b) => placeOf(a) - placeOf(b)),
        fork.length,
        options,
      ),
    );
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
  // Among sorted sequences, each shares with the one before what it shares with any before it.
  const sorted = prompts.map(({ ids }) => ids.slice(0, -1)).toSorted(compareIds);
  return sorted.reduce(
    (sum, ids, index) => sum + ids.length - commonLength(sorted[index - 1] ?? [], ids),
    prompts.length,
  );
}

function compareIds(a: readonly number[], b: readonly number[]): number {
  const place = commonLength(a, b);
  return (a[place] ?? -1) - (b[place] ?? -1);
}

/** Where prompts part that have begun alike. */
interface Fork {
  /** Tokens that they share. */
  readonly length: number;
  /** Prompts that share no more with others, or so little that it is not worth a run. */
  readonly prompts: readonly PlannedPrompt[];
  /** Longer prefixes of some of them. */
  readonly forks: readonly Fork[];
}

/** The tree of prompts that share their first `length` tokens; a prompt's last token is left to itself. */
function forkAfter(prompts: readonly PlannedPrompt[], length: number): Fork {
  const parts = branchesOf(prompts, length).map((branch): Omit<Fork, 'length'> => {
    if (branch.length === 1) return { prompts: branch, forks: [] };
    const fork = forkAfter(branch, sharedLength(branch));
    const ways = fork.prompts.length + fork.forks.length;
    const saved = (fork.length - length) * (ways - 1);
    return saved < WORTH_A_RUN ? fork : { prompts: [], forks: [fork] };
  });
  return {
    length,
    prompts: parts.flatMap((part) => part.prompts),
    forks: parts.flatMap((part) => part.forks),
  };
}

/** Prompts with the same token at a place, which is not the last of theirs; each other prompt alone. */
function branchesOf(prompts: readonly PlannedPrompt[], place: number): readonly (readonly PlannedPrompt[])[] {
  const branches = new Map<number | PlannedPrompt, PlannedPrompt[]>();
  for (const prompt of prompts) {
    const key = place < prompt.ids.length - 1 ? (prompt.ids[place] ?? prompt) : prompt;
    const branch = branches.get(key);
    if (branch === undefined) branches.set(key, [prompt]);
    else branch.push(prompt);
  }
  return [...branches.values()];
}

/** Tokens that all prompts begin with, less what leaves the shortest without a token. */
function sharedLength([first, ...others]: readonly PlannedPrompt[]): number {
  if (first === undefined) return 0;
  return others.reduce(
    (length, { ids }) => Math.min(length, ids.length - 1, commonLength(first.ids, ids)),
    first.ids.length - 1,
  );
}

function walk(fork: Fork): readonly Fork[] {
  return [fork, ...fork.forks.flatMap(walk)];
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
