import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recipes } from '../../src/recipes/index.ts';
import digests from '../golden/prompts/digests.json' with { type: 'json' };

const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');

test('docs/recipes.md has every recipe and what it departs from', () => {
  const rows = recipes.map(({ id }) => `| \`${id}\``);
  const deviations = recipes.flatMap(({ benchmarks }) =>
    Object.values(benchmarks).flatMap((one) => one.deviations),
  );
  expect([...rows, ...deviations].filter((text) => !page.includes(text))).toEqual([]);
});

test('docs/recipes.md has every digest', () => {
  const missing = [...digests.sets, ...digests.tasks].filter(({ digest }) => !page.includes(digest));
  expect(missing).toEqual([]);
});
