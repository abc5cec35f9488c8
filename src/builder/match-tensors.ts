import { InputError, listed } from '../errors.ts';
import type { DecoderModel } from './architectures/architecture.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import { valueCount } from './checkpoint/checkpoint.ts';

/** Tables and masks that old checkpoints store beside the weights; they are computed here. */
const BUFFER =
  /(?:^|\.)(?:rotary_emb\.inv_freq|attn\.(?:bias|masked_bias)|attention\.(?:bias|masked_bias)|causal_mask)$/;

/** Whether a stored tensor is no trained weight. */
export function isBuffer(name: string): boolean {
  return BUFFER.test(name);
}

/** The shapes of a model's trained tensors by their names. */
export function trainedTensors({ graph }: DecoderModel): ReadonlyMap<string, readonly number[]> {
  return new Map(
    graph.initializers.flatMap(({ kind, name, shape }) =>
      kind === 'tensor' ? [[name, shape] as const] : [],
    ),
  );
}

/** Trained values of a model, each once. */
export function trainedValues(model: DecoderModel): number {
  return [...trainedTensors(model).values()].reduce((sum, shape) => sum + valueCount(shape), 0);
}

/**
 * Compares what a model needs with what the checkpoint stores and returns the number of trained values, each once.
 * Throws InputError naming the tensors that are missing, have another shape, or that the architecture doesn't know
 * (a model that ignored them would be another model).
 */
export function matchTensors(model: DecoderModel, { tensors }: Checkpoint): number {
  const needed = trainedTensors(model);
  const missing = [...needed.keys()].filter((name) => !tensors.has(name));
  if (missing.length > 0)
    throw new InputError(`The checkpoint lacks ${listed(missing)}; is a file of it missing?`);
  const misshapen = [...needed].flatMap(([name, shape]) => {
    const stored = tensors.get(name)?.shape ?? [];
    return String(stored) === String(shape)
      ? []
      : [`${name} [${stored.join(', ')}], expected [${shape.join(', ')}]`];
  });
  if (misshapen.length > 0)
    throw new InputError(`Shapes in the checkpoint don't fit its config: ${listed(misshapen)}`);
  const isElsewhere = (name: string): boolean =>
    model.otherParts?.some((prefix) => name.startsWith(prefix)) ?? false;
  const unknown = [...tensors.keys()].filter(
    (name) => !needed.has(name) && !model.redundant.includes(name) && !isBuffer(name) && !isElsewhere(name),
  );
  if (unknown.length > 0)
    throw new InputError(`The checkpoint has tensors that its architecture doesn't: ${listed(unknown)}`);
  return trainedValues(model);
}
