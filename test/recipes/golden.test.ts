import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examPrompts } from '../../src/prompts/exam-prompts.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import exams from '../fixtures/prompts/exams.json' with { type: 'json' };
import { fixtureExam } from '../prompts/fixture-exams.ts';

/**
 * test/golden/prompts/{recipe}/{exam}-{shots}.txt: the prompt of an exam's first scored question, put together
 * after the published layouts and not by the code under test. A new file is a new test.
 */
const folder = new URL('../golden/prompts/', import.meta.url);

const goldens = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => /^(?<recipe>[^/\\]+)[/\\](?<exam>.+)-(?<shots>\d)\.txt$/.exec(path)?.groups)
  .filter((groups) => groups !== undefined);

test('there are goldens for every recipe and exam with five shots and with none', () => {
  expect(goldens).toHaveLength(26);
});

test.each(goldens)(
  '$recipe asks $exam with $shots shots byte for byte',
  ({ recipe = '', exam = '', shots = '' }) => {
    const expected = readFileSync(new URL(`${recipe}/${exam}-${shots}.txt`, folder), 'utf8');
    const [first] = examPrompts(findRecipe(recipe), fixtureExam(examName(exam)));
    expect(first?.render(Number(shots)).text).toBe(expected);
  },
);

function examName(name: string): keyof typeof exams {
  if (!isExam(name)) throw new Error(`test/fixtures/prompts/exams.json has no exam ${name}`);
  return name;
}

function isExam(name: string): name is keyof typeof exams {
  return Object.hasOwn(exams, name);
}
