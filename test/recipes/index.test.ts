import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { findRecipe, recipes } from '../../src/recipes/index.ts';

test('every recipe is found by its id, card-1 first', () => {
  expect(recipes.map(({ id }) => id)).toEqual([
    'card-1',
    'official-1',
    'lm-eval-1',
    'baichuan-2023-09',
    'opencompass-ppl-1',
  ]);
  for (const recipe of recipes) expect(findRecipe(recipe.id)).toBe(recipe);
});

test.each([
  ['card1', 'card-1'],
  ['Official_1', 'official-1'],
  ['lmeval-1', 'lm-eval-1'],
])('%j is refused, and %s named as the nearest', (id, nearest) => {
  expect(() => findRecipe(id)).toThrow(InputError);
  expect(() => findRecipe(id)).toThrow(
    `There is no recipe '${id}', only card-1, official-1, lm-eval-1, baichuan-2023-09, opencompass-ppl-1. ` +
      `Did you mean '${nearest}'?`,
  );
});

test('a recipe cannot be changed, at any depth', () => {
  const open: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Object.isFrozen(value)) open.push(path);
    for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
  };
  for (const recipe of recipes) visit(recipe, recipe.id);
  expect(open).toEqual([]);
});

test('anatomy counts as STEM for the harnesses that file it there, and nowhere else', () => {
  const moved = recipes.filter(({ benchmarks }) => benchmarks.mmlu?.categories !== undefined);
  expect(moved.map(({ id }) => id)).toEqual(['lm-eval-1', 'opencompass-ppl-1']);
  for (const { benchmarks } of moved) expect(benchmarks.mmlu?.categories).toEqual({ anatomy: 'STEM' });
});

test('only card-1 has all four exams', () => {
  const exams = Object.fromEntries(
    recipes.map(({ id, benchmarks }) => [id, Object.keys(benchmarks).toSorted()]),
  );
  expect(exams).toEqual({
    'card-1': ['agieval', 'ceval', 'gaokao', 'mmlu'],
    'official-1': ['ceval', 'mmlu'],
    'lm-eval-1': ['ceval', 'mmlu'],
    'baichuan-2023-09': ['ceval', 'mmlu'],
    'opencompass-ppl-1': ['ceval', 'mmlu'],
  });
});
