import { describe, expect, it } from 'vitest';
import { didYouMean } from '../src/errors.ts';

describe('didYouMean', () => {
  const names = ['ceval', 'mmlu', 'agieval', 'gaokao'];
  it.each([
    ['mmlu2', " Did you mean 'mmlu'?"],
    ['MMLU', " Did you mean 'mmlu'?"],
    ['agi-eval', " Did you mean 'agieval'?"],
    ['c-eval', " Did you mean 'ceval'?"],
    ['hellaswag', ''],
  ])('%s -> %j', (value, hint) => expect(didYouMean(value, names)).toBe(hint));

  it('says nothing where there is nothing to mean', () => expect(didYouMean('x', [])).toBe(''));
});
