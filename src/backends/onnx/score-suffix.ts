import type { ScoreKind, Suffix } from '../../records.ts';
import type { Decoder, KeyValueCache } from './decoder.ts';
import { logitOf, logSumExp } from './letter-logits.ts';

/**
 * Tokens run through the graph at once. Attention holds [heads x tokens x all tokens] scores, so a bound keeps
 * memory flat for long prompts; 512 rows are enough for the matrix products to reach their full rate.
 */
export const CHUNK = 512;

export interface LetterScores {
  /** One number a letter. */
  readonly scores: readonly number[];
  /** Probability of the letters' first tokens together; null where other logits are not finite. */
  readonly letterMass: number | null;
}

/**
 * Token ids in the pieces that are run at once; none of none. No piece of a longer text is a single token: the runtime computes one row
 * by other kernels than several, with other last digits, and where a text is cut is to change nothing.
 */
export function chunksOf(ids: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, index) =>
    ids.slice(cutAt(index, ids.length), cutAt(index + 1, ids.length)),
  );
}

/** Where a chunk of a text begins. */
function cutAt(index: number, length: number): number {
  const cut = Math.min(index * CHUNK, length);
  return index > 0 && length - cut === 1 ? cut - 1 : cut;
}

/**
 * The letters' logits after a suffix, or their log-probabilities; those of a letter of several tokens are summed, each
 * token given those before it.
 */
export async function scoreSuffix(
  decoder: Decoder,
  { ids, letterIds }: Suffix,
  shared: KeyValueCache,
  kind: ScoreKind,
): Promise<LetterScores> {
  const oneToken = letterIds.every((own) => own.length === 1);
  const rest = oneToken ? (chunksOf(ids).at(-1) ?? []) : ids.slice(-1);
  let past = shared;
  for (const chunk of chunksOf(ids.slice(0, -rest.length))) past = await decoder.extend(chunk, past);
  const logits = await decoder.lastLogits(rest, past);
  const first = firstTokenScores(logits, letterIds, kind);
  if (kind === 'logit' || oneToken) return first;
  const prompt = await decoder.extend(rest, past);
  const scores = [...first.scores];
  for (const [letter, own] of letterIds.entries()) {
    scores[letter] = (scores[letter] ?? Number.NaN) + (await laterLogProbability(decoder, own, prompt));
  }
  return { ...first, scores };
}

/** The letters' logits, or log-probabilities, after suffixes that follow the same cache and whose letters are one token each. */
export async function scorePack(
  decoder: Decoder,
  suffixes: readonly Suffix[],
  shared: KeyValueCache,
  kind: ScoreKind,
): Promise<ReadonlyMap<Suffix, LetterScores>> {
  const logits = await decoder.packLogits(
    suffixes.map(({ ids }) => ids),
    shared,
  );
  return new Map(
    suffixes.map((suffix, index) => [suffix, firstTokenScores(logits[index], suffix.letterIds, kind)]),
  );
}

/** What the logits over the vocabulary say of each letter's first token. */
function firstTokenScores(
  logits: Float32Array = new Float32Array(),
  letterIds: Suffix['letterIds'],
  kind: ScoreKind,
): LetterScores {
  const norm = logSumExp(logits);
  const firstIds = letterIds.map(([id = -1]) => id);
  const firsts = firstIds.map((id) => logitOf(logits, id));
  const mass = [...new Set(firstIds)].reduce((sum, id) => sum + Math.exp(logitOf(logits, id) - norm), 0);
  const letterMass = Number.isFinite(mass) ? mass : null;
  return { scores: kind === 'logit' ? firsts : firsts.map((logit) => logit - norm), letterMass };
}

/** Summed log-probability of a letter's second and later tokens, each given those before it. */
async function laterLogProbability(
  decoder: Decoder,
  ids: readonly number[],
  prompt: KeyValueCache,
): Promise<number> {
  let past = prompt;
  let sum = 0;
  for (const [index, id] of ids.slice(0, -1).entries()) {
    const logits = await decoder.lastLogits([id], past);
    sum += logitOf(logits, ids[index + 1] ?? -1) - logSumExp(logits);
    past = await decoder.extend([id], past);
  }
  return sum;
}
