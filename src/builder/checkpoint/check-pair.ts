import { realpathSync } from 'node:fs';
import { InputError } from '../../errors.ts';
import type { Checkpoint } from './checkpoint.ts';

/** What a published difference holds complete, by the authors' make_delta.py of Ziya-LLaMA-13B-Pretrain-v1. */
const COMPLETE = /(?:^|\.)(?:embed_tokens\.weight|lm_head\.weight|rotary_emb\.inv_freq)$/;

/**
 * How long a difference's vectors may be beside its base's. A whole model has about 1 and training on top of one far less;
 * the bound between them is by judgement.
 */
const LARGEST_CHANGE = 0.5;

/** Whether a difference holds a tensor as it is, and not less that of its base. */
export function isComplete(name: string): boolean {
  return COMPLETE.test(name);
}

/**
 * Throws InputError where two checkpoints can't be a difference and its base: their tensors don't pair up, they are the same
 * one or change places, or one of them is a whole model in the place of a difference.
 */
export function checkPair(delta: Checkpoint, base: Checkpoint): void {
  refuseSameFiles(delta, base);
  for (const [name, { shape }] of delta.tensors) {
    const other = base.tensors.get(name);
    if (isComplete(name)) {
      if (other !== undefined) refuseFewerRows(name, shape, other.shape);
      continue;
    }
    if (other === undefined)
      throw new InputError(`The base lacks ${name}, which the difference has; is it another base?`);
    if (String(other.shape) !== String(shape)) {
      throw new InputError(
        `${name} is [${shape.join(', ')}] in the difference and [${other.shape.join(', ')}] in the base; is it another base?`,
      );
    }
  }
  for (const name of base.tensors.keys()) {
    if (!delta.tensors.has(name) && !isComplete(name))
      throw new InputError(`The difference lacks ${name}, which the base has; is it another base?`);
  }
  refuseLargeChange(delta, base);
}

function refuseSameFiles(delta: Checkpoint, base: Checkpoint): void {
  const [own, others] = [delta, base].map(({ weightFiles }) => weightFiles.map((path) => realpathSync(path)));
  if (String(own) === String(others))
    throw new InputError(
      'The difference and its base are the same checkpoint; name the model that it is the difference to with --base',
    );
}

/** A difference's vocabulary is its base's, or longer: tokens are added behind. */
function refuseFewerRows(name: string, delta: readonly number[], base: readonly number[]): void {
  const [[rows = 0, ...row], [baseRows = 0, ...baseRow]] = [delta, base];
  if (String(row) === String(baseRow) && rows >= baseRows) return;
  throw new InputError(
    `${name} is [${delta.join(', ')}] in the difference and [${base.join(', ')}] in the base, and it must have as many rows or more, of the same width; have the two changed places?`,
  );
}

/**
 * The vectors of a checkpoint (scales of norms, mostly) are large in a model and small in a difference. Compared with the
 * base's they tell a whole model, or a base, in the place of a difference, whatever their vocabularies are.
 */
function refuseLargeChange(delta: Checkpoint, base: Checkpoint): void {
  const vectors = [...delta.tensors].flatMap(([name, { shape }]) =>
    shape.length === 1 && !isComplete(name) ? [name] : [],
  );
  const change = length(delta, vectors) / length(base, vectors);
  if (!(change >= LARGEST_CHANGE)) return;
  throw new InputError(
    `The difference's norms are ${change.toPrecision(2)} times as large as its base's, where a difference's are small beside them; is it a whole model, or have the two changed places?`,
  );
}

/** Euclidean length of all values of some tensors. */
function length(checkpoint: Checkpoint, names: readonly string[]): number {
  let sum = 0;
  for (const name of names) {
    for (const chunk of checkpoint.read(name)) for (const value of chunk) sum += value * value;
  }
  return Math.sqrt(sum);
}
