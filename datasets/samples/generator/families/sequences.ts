import type { Family, Language } from '../family.ts';
import { nearNumbers, range } from '../family.ts';

const WORDINGS: Readonly<Record<Language, readonly ((shown: readonly number[]) => string)[]>> = {
  en: [
    (shown) => `Which number comes next: ${shown.join(', ')}, ...?`,
    (shown) => `Go on with the row ${shown.join(', ')}, ...`,
  ],
  zh: [(shown) => `找规律：${shown.join('，')}，____`, (shown) => `${shown.join('，')}，后面的一个数是`],
};

/** The next number of a row with equal steps, up or down. */
export const sequences: Family = {
  name: 'sequences',
  apart: 'combinations',
  make({ random, language }) {
    const low = random.pick(range(0, 20));
    const step = random.pick(range(1, 5));
    const rising = range(0, 4).map((index) => low + index * step);
    const [first = 0, second = 0, third = 0, fourth = 0, next = 0] = random.once(3)
      ? rising.toReversed()
      : rising;
    const shown = [first, second, third, fourth];
    return {
      facts: null,
      ask: random.pick(WORDINGS[language])(shown),
      right: String(next),
      wrong: nearNumbers(next, random),
      about: shown.join(),
    };
  },
};
