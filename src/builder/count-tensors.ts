import type { TensorInfo } from './checkpoint/checkpoint.ts';
import { valueCount } from './checkpoint/checkpoint.ts';
import type { ModelFacts } from './model-facts.ts';

/** How many values the tensors have that are weights, in all and by element type. */
export function countTensors(
  tensors: ReadonlyMap<string, TensorInfo>,
  isWeight: (name: string) => boolean,
): Pick<ModelFacts, 'parameterCount' | 'dtypes'> {
  const shares = new Map<string, number>();
  for (const [name, { dtype, shape }] of tensors) {
    if (isWeight(name)) shares.set(dtype, (shares.get(dtype) ?? 0) + valueCount(shape));
  }
  const dtypes = [...shares].map(([dtype, values]) => ({ dtype, values }));
  const parameterCount = dtypes.reduce((sum, { values }) => sum + values, 0);
  return { parameterCount, dtypes: dtypes.toSorted((a, b) => b.values - a.values) };
}
