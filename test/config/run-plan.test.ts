import { expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { makeRunPlan, type RunPlan } from '../../src/config/run-plan.ts';
import { InputError } from '../../src/errors.ts';
import { findRecipe } from '../../src/recipes/index.ts';

function plan(flags: object, file: object = {}): RunPlan {
  return makeRunPlan({ flags: { model: 'm', tasks: 'mmlu', ...flags }, file, benchmarks, findRecipe });
}

it('lets no shard choose its own precision', () => {
  expect(plan({ shard: '2/3', precision: 'int8' })).toMatchObject({ shard: { index: 2, of: 3 } });
  expect(plan({ precision: 'auto' }).precision).toBe('auto');
  expect(() => plan({ shard: '2/3' }, { precision: 'auto' })).toThrow(InputError);
  expect(() => plan({ shard: '2/3' }, { precision: 'auto' })).toThrow('fp32, int8x3, int8');
});
