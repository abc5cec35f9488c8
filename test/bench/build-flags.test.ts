import { describe, expect, it } from 'vitest';
import { readBuildFlags } from '../../bench/build/flags.ts';

describe('the flags of npm run bench:build', () => {
  it('are read', () => {
    expect(readBuildFlags(['there', '--small'])).toEqual({ folder: 'there', small: true, precision: 'fp32' });
    expect(readBuildFlags(['there', '--precision', 'int8'])).toMatchObject({
      small: false,
      precision: 'int8',
    });
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['help', ['--help'], 0, /^usage: npm run bench:build/],
    ['nothing', [], 2, /^usage: /],
    ['two folders', ['a', 'b'], 2, /^usage: /],
    [
      'an unknown precision',
      ['a', '--precision', 'int4'],
      2,
      /^--precision is int4, and it must be some of fp32,int8x3,int8\.$/,
    ],
    ['an unknown flag', ['a', '--smal'], 2, /^Unknown option '--smal'[^]*\n\nusage: /],
  ])('that are %s end with the usage', (_, args, exitCode, text) => {
    expect(readBuildFlags(args)).toEqual({ text: expect.stringMatching(text) as string, exitCode });
  });
});
