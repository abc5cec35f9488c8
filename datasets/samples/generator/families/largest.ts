import type { Family } from '../family.ts';
import { range } from '../family.ts';

/** The largest or smallest of four numbers. */
export const largest: Family = {
  name: 'largest',
  apart: 'combinations',
  make({ random, language }) {
    const sorted = random.some(range(1, 40), 4).toSorted((one, other) => one - other);
    const most = random.once(2);
    const right = most ? Math.max(...sorted) : Math.min(...sorted);
    const superlative = language === 'zh' ? (most ? '最大' : '最小') : most ? 'largest' : 'smallest';
    return {
      facts: null,
      ask: language === 'zh' ? `下列各数中，${superlative}的是` : `Which number is the ${superlative}?`,
      right: String(right),
      wrong: sorted.filter((number) => number !== right).map(String),
      about: `${superlative}:${sorted.join()}`,
    };
  },
};
