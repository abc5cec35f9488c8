import { describe, expect, it } from 'vitest';
import { readLetteredOptions } from '../../src/datasets/lettered-options.ts';

describe('readLetteredOptions', () => {
  it.each([
    ['(A)', ['(A)one', '(B) two ', '(C)three', '(D)']],
    ['full-width brackets', ['（A）one', ' （ B ） two', '（C）three', '（D）']],
    ['stops', ['A．one', '  B. two', 'C.three', 'D．']],
    ['colons and commas', ['A：one', 'B:two', 'C，three', 'D、']],
    ['a letter and a space', ['A one', 'B two', 'C three', 'D ']],
    ['several ways at once', ['(A)one', 'B．two', 'C three', 'D:']],
  ])('takes off %s', (_, stored) => {
    expect(readLetteredOptions(stored)).toEqual(['one', 'two', 'three', '']);
  });

  it('puts options into the order of their letters', () => {
    expect(readLetteredOptions(['(A)one', '(C)three', '(B)two', '(D)four'])).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  it('keeps the order where a letter repeats or is missing, without the letters it found', () => {
    expect(readLetteredOptions(['(A)one', '(B)two', '(C)three', '(C)four'])).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
    expect(readLetteredOptions(['one', '  two', '(C)three', '(D)four'])).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  it('leaves a text alone that only begins with a capital', () => {
    expect(readLetteredOptions(['(A)Apples', '(B)B-flat', '(C)(A) and (B)', '(D)DNA'])).toEqual([
      'Apples',
      'B-flat',
      '(A) and (B)',
      'DNA',
    ]);
  });
});
