import { expect, it } from 'vitest';
import { generatedLetter } from '../../src/imports/generated-letter.ts';

it.each([
  ['B', 'B'],
  [' (C) because', 'C'],
  ['The answer is D.', 'D'],
  ['答案是B项', 'B'],
  ['DNA is made of bases', null],
  ['E', null],
  ['b', null],
  ['', null],
])('%j has the letter %s', (text, letter) => {
  expect(generatedLetter(text)).toBe(letter);
});
