import { describe, expect, it } from 'vitest';
import { lineDiff } from '../../src/report/line-diff.ts';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

describe('lineDiff', () => {
  it('says nothing of equal texts', () => {
    expect(lineDiff('a\nb\n', 'a\nb\n')).toBe('');
  });

  it('shows two lines around a difference and @@ for the rest', () => {
    const before = lines('1', '2', '3', '4', '5', '6', '7', '8');
    expect(lineDiff(before, before.replace('4', 'four'))).toBe(
      lines('@@', '  2', '  3', '- 4', '+ four', '  5', '  6', '@@'),
    );
  });

  it('shows what was put in and taken out', () => {
    expect(lineDiff(lines('a', 'b', 'c'), lines('b', 'c', 'd'))).toBe(
      lines('- a', '  b', '  c', '+ d', '  '),
    );
  });

  it('gives back both texts: 300 made pairs', () => {
    let seed = 11;
    const draw = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    const text = (): string[] => Array.from({ length: draw(9) }, () => 'abc'[draw(3)] ?? '');
    for (let pair = 0; pair < 300; pair++) {
      const [before, after] = [text(), text()];
      const shown = lineDiff(before.join('\n'), after.join('\n')).split('\n').slice(0, -1);
      if (shown.includes('@@') || shown.length === 0) continue;
      const side = (sign: string): string[] =>
        shown.filter((line) => line[0] === sign || line[0] === ' ').map((line) => line.slice(2));
      expect(side('-').join('\n')).toBe(before.join('\n'));
      expect(side('+').join('\n')).toBe(after.join('\n'));
    }
  });
});
