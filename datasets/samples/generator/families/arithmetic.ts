import type { Family, Language } from '../family.ts';
import { nearNumbers, range } from '../family.ts';
import type { Random } from '../random.ts';

interface Sum {
  readonly first: number;
  readonly sign: '+' | '-' | '×';
  readonly second: number;
  readonly result: number;
}

const WORDINGS: Readonly<Record<Language, readonly ((sum: string) => string)[]>> = {
  en: [(sum) => `What is ${sum}?`, (sum) => `Work out ${sum}.`, (sum) => `${sum} =`],
  zh: [(sum) => `${sum} = ____`, (sum) => `${sum} 等于几？`, (sum) => `计算：${sum}`],
};

/** Sums, differences and products of small numbers. */
export const arithmetic: Family = {
  name: 'arithmetic',
  apart: 'combinations',
  make({ random, language }) {
    const { first, sign, second, result } = drawSum(random);
    const sum = `${first} ${sign} ${second}`;
    return {
      facts: null,
      ask: random.pick(WORDINGS[language])(sum),
      right: String(result),
      wrong: nearNumbers(result, random),
      about: sum,
    };
  },
};

function drawSum(random: Random): Sum {
  const one = random.pick(range(1, 10));
  const other = random.pick(range(1, 10));
  switch (random.below(3)) {
    case 0:
      return { first: one, sign: '+', second: other, result: one + other };
    case 1:
      return { first: one + other, sign: '-', second: one, result: other };
    default: {
      const factor = random.pick(range(2, 4));
      return { first: factor, sign: '×', second: one, result: factor * one };
    }
  }
}
