import type { ScoreKind, Suffix } from '../../records.ts';
import type { Decoder, KeyValueCache } from './decoder.ts';
import { logitOf, logSumExp } from './letter-logits.ts';

/**
 * Tokens run through the graph at once. Attention holds [heads x tokens x all tokens] scores, so a bound keeps
 * memory flat for long prompts; 512 rows are enough for the matrix products to reach their full rate.
 */
export const CHUNK = 512;

interface LetterScores {
  /** One number a letter. */
  readonly scores: readonly number[];
  /** Probability of the letters' first tokens together; null where other logits are not finite. */
  readonly letterMass: number | null;
}

/** The cache after `past` and these ids, chunk by chunk; stops early once the signal is aborted. */
export async function prefill(
  decoder: Decoder,
  ids: readonly number[],
  { past, signal }: { readonly past: KeyValueCache; readonly signal?: AbortSignal },
): Promise<KeyValueCache> {
  let cache = past;
  for (let start = 0; start < ids.length; start += CHUNK) {
    if (signal?.aborted === true) break;
    cache = await decoder.extend(ids.slice(start, start + CHUNK), cache);
  }
  return cache;
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
  const split = oneToken ? lastChunkStart(ids.length) : ids.length - 1;
  const past = await prefill(decoder, ids.slice(0, split), { past: shared });
  const rest = ids.slice(split);
  const logits = await decoder.lastLogits(rest, past);
  const norm = logSumExp(logits);
  const firstIds = letterIds.map(([id = -1]) => id);
  const firsts = firstIds.map((id) => logitOf(logits, id));
  const mass = [...new Set(firstIds)].reduce((sum, id) => sum + Math.exp(logitOf(logits, id) - norm), 0);
  const letterMass = Number.isFinite(mass) ? mass : null;
  if (kind === 'logit') return { scores: firsts, letterMass };

  const scores = firsts.map((logit) => logit - norm);
  if (oneToken) return { scores, letterMass };
  const prompt = await decoder.extend(rest, past);
  for (const [letter, own] of letterIds.entries()) {
    scores[letter] = (scores[letter] ?? Number.NaN) + (await laterLogProbability(decoder, own, prompt));
  }
  return { scores, letterMass };
}

/** Where the last chunk of a sequence begins: the part that is run for its logits. */
function lastChunkStart(length: number): number {
  return Math.max(0, Math.ceil(length / CHUNK) - 1) * CHUNK;
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
