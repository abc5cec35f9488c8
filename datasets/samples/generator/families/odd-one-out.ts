import type { Family } from '../family.ts';
import { WORDS } from '../words.ts';

const ASK = {
  en: 'Which word does not belong with the other three?',
  zh: '下列词语中，与其他三个不同类的是',
};

/** Three words of one category and one of another. */
export const oddOneOut: Family = {
  name: 'odd-one-out',
  apart: 'combinations',
  make({ random, language }) {
    const [many = [], few = []] = random.some(Object.values(WORDS[language].categories), 2);
    const wrong = random.some(many, 3);
    const right = random.pick(few);
    return { facts: null, ask: ASK[language], right, wrong, about: `${right}:${wrong.toSorted().join()}` };
  },
};
