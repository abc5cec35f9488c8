import { didYouMean, InputError } from '../errors.ts';
import { baichuan202309 } from './baichuan-2023-09.ts';
import { card1 } from './card-1.ts';
import { lmEval1 } from './lm-eval-1.ts';
import { official1 } from './official-1.ts';
import { opencompassPpl1 } from './opencompass-ppl-1.ts';
import type { Recipe } from './recipe.ts';

/** Every recipe, the default one first. */
export const recipes: readonly Recipe[] = [card1, official1, lmEval1, baichuan202309, opencompassPpl1];

/** The recipe with this id. Throws InputError, with all ids and the nearest one, where there is none. */
export function findRecipe(id: string): Recipe {
  const recipe = recipes.find((one) => one.id === id);
  if (recipe !== undefined) return recipe;
  const ids = recipes.map((one) => one.id);
  throw new InputError(`There is no recipe '${id}', only ${ids.join(', ')}.${didYouMean(id, ids)}`);
}
