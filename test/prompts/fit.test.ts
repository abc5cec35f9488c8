import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { examPrompts } from '../../src/prompts/exam-prompts.ts';
import { fit } from '../../src/prompts/fit.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import { fixtureExam } from './fixture-exams.ts';

const source = sourceOf();

function sourceOf() {
  const [first] = examPrompts(findRecipe('card-1'), fixtureExam('mmlu'));
  if (first === undefined) throw new Error('the fixture has no question');
  return first;
}

/** A tokenizer whose tokens are UTF-16 units, which counts its calls. */
function counting() {
  const calls: string[] = [];
  return {
    calls,
    encode: (text: string): readonly number[] => {
      calls.push(text);
      return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
    },
  };
}

function lengthOf(shots: number): number {
  return source.render(shots).text.length;
}

test('a prompt that fits exactly is encoded once and stays whole', () => {
  const { calls, encode } = counting();
  const fitted = fit(source, encode, { limit: lengthOf(5), rule: 'drop-shots' });
  expect(calls).toEqual([source.render(5).text]);
  expect(fitted.prompt).toEqual(source.render(5));
  expect(String.fromCharCode(...fitted.ids)).toBe(fitted.prompt.text);
  expect(fitted.tokensCut).toBe(0);
});

test.each([5, 4, 3, 2, 1])('with room for one token less than %i shots, the last of them goes', (shots) => {
  const fitted = fit(source, counting().encode, { limit: lengthOf(shots) - 1, rule: 'drop-shots' });
  expect(fitted.prompt).toMatchObject({
    shotsAsked: 5,
    shotsUsed: shots - 1,
    text: source.render(shots - 1).text,
  });
  expect(fitted.prompt.shotIds).toEqual(source.shotIds.slice(0, shots - 1));
  expect(fitted.tokensCut).toBe(0);
});

test('an item that alone is too long loses tokens on the left, and no fewer than no shots are left', () => {
  const fitted = fit(source, counting().encode, { limit: 10, rule: 'drop-shots' });
  expect(fitted.prompt.shotsUsed).toBe(0);
  expect(String.fromCharCode(...fitted.ids)).toBe(source.render(0).text.slice(-10));
  expect(fitted.tokensCut).toBe(lengthOf(0) - 10);
});

test('cut-left keeps every shot asked for and the end of the prompt', () => {
  const { calls, encode } = counting();
  const fitted = fit(source, encode, { limit: lengthOf(5) - 3, rule: 'cut-left' });
  expect(calls).toHaveLength(1);
  expect(fitted.prompt.shotsUsed).toBe(5);
  expect(String.fromCharCode(...fitted.ids)).toBe(source.render(5).text.slice(3));
  expect(fitted.tokensCut).toBe(3);
});

test.each([0, -1, 1.5, Number.NaN])('a limit of %d tokens is refused', (limit) => {
  expect(() => fit(source, counting().encode, { limit, rule: 'drop-shots' })).toThrow(InputError);
});
