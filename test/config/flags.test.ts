import { describe, expect, it } from 'vitest';
import { checkFlags } from '../../src/config/flags.ts';

describe('checkFlags', () => {
  it.each([
    [{ tasks: [''] }, /^--tasks is \[""\]: it must name an exam\.$/],
    [{ split: 'dev' }, /^--split is "dev": it must be val or test\.$/],
    [{ maxTokens: 3 }, /^--max-tokens is 3: it must be a whole number of at least 16\.$/],
  ])('refuses %j in our words', (flags, message) => {
    expect(() => checkFlags(flags)).toThrow(message);
  });
});
