import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../src/commands/shell-word.ts';

it.each(['/a/models/tiny-reader', '/a b/c', "it's", '$HOME `id` "x" \\', '模型/甲', '~', ''])(
  'a shell reads %j back as it was',
  (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  },
);

it('leaves a plain path alone', () => {
  expect(shellWord('/a/models/tiny-reader')).toBe('/a/models/tiny-reader');
});
