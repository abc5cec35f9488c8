import { describe, expect, it } from 'vitest';
import { readParityFlags } from '../../bench/parity/flags.ts';

describe('the flags of npm run parity', () => {
  it('are read', () => {
    expect(readParityFlags(['--model', 'm', '--files', 'f'], '/r')).toEqual({
      reference: '/r',
      model: 'm',
      scores: 'smollm2',
      files: 'f',
    });
  });

  it.each<[string, readonly string[], string | undefined, number, RegExp]>([
    ['help', ['--help'], undefined, 0, /^usage: FIVESHOT_REFERENCE=DIR npm run parity/],
    ['no reference', [], undefined, 2, /^FIVESHOT_REFERENCE is not set\.\n\nusage: /],
    ['an unknown flag', ['--modle', 'm'], '/r', 2, /^Unknown option '--modle'[^]*\n\nusage: /],
    ['a flag without its value', ['--model'], '/r', 2, /--model[^]*\n\nusage: /],
  ])('that are %s end with the usage', (_, args, reference, exitCode, text) => {
    expect(readParityFlags(args, reference)).toEqual({
      text: expect.stringMatching(text) as string,
      exitCode,
    });
  });
});
