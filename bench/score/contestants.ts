import { resolve } from 'node:path';
import { modelName } from '../../src/commands/model/model-cache.ts';
import { InputError } from '../../src/errors.ts';
import { type Precision, PRECISIONS } from '../../src/precision.ts';

/** A model as it is scored. */
export interface Contestant {
  /** What `fiveshot run --model` takes. */
  readonly model: string;
  /** What the model is called in tables: the path as it was given where another model ends in the same name. */
  readonly name: string;
  readonly precision: Precision;
}

/** Each model in each precision of a list with commas. Throws InputError, also where one of either is there twice. */
export function contestantsOf(models: readonly string[], precisions: string): readonly Contestant[] {
  const chosen = precisions.split(',').map(precisionOf);
  refuseTwice('precision', chosen);
  refuseTwice(
    'model',
    models.map((model) => resolve(model)),
  );
  const names = models.map(modelName);
  return models.flatMap((model, index) => {
    const name = modelName(model);
    const shared = names.some((other, at) => other === name && at !== index);
    return chosen.map((precision) => ({ model, name: shared ? model : name, precision }));
  });
}

/** A precision by its name. Throws InputError where there is none of it. */
export function precisionOf(text: string): Precision {
  const precision = PRECISIONS.find((name) => name === text);
  if (precision !== undefined) return precision;
  throw new InputError(`--precision is ${text}, and it must be some of ${PRECISIONS.join()}.`);
}

function refuseTwice(flag: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice === undefined) return;
  throw new InputError(`--${flag} names ${twice} twice; name each ${flag} once.`);
}
