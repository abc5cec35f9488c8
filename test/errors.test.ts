import { describe, expect, it } from 'vitest';
import { didYouMean, InputError, listed, writeFault } from '../src/errors.ts';

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

/** An error as Node throws it. */
const system = (more: object): Error =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
    ...more,
  });

describe('writeFault', () => {
  it("names the file that the system's error doesn't", () => {
    const fault = writeFault('a/journal.jsonl', system({}));
    expect(fault).toBeInstanceOf(InputError);
    expect(String(fault)).toMatch(
      /^InputError: a\/journal\.jsonl can't be written \(ENOSPC: no space left on device, write\); make room,/,
    );
  });

  it('leaves errors as they are that name it, or are none of the system', () => {
    for (const error of [system({ path: 'b' }), new Error('aborted'), new InputError('named')])
      expect(writeFault('a', error)).toBe(error);
  });
});

describe('listed', () => {
  it('names ten at most, and how many more there are', () => {
    const names = Array.from({ length: 12 }, (_, index) => `${index}`);
    expect(listed(names)).toBe('0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more');
    expect(listed(names.slice(0, 10))).toBe('0, 1, 2, 3, 4, 5, 6, 7, 8, 9');
    expect(listed([])).toBe('');
  });
});
