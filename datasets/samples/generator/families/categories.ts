import type { Family } from '../family.ts';
import { WORDS } from '../words.ts';

/** The one word of four that names a thing of the asked category. */
export const categories: Family = {
  name: 'categories',
  apart: 'combinations',
  make({ random, language }) {
    const [asked, ...others] = random.some(Object.entries(WORDS[language].categories), 4);
    const [category = '', words = []] = asked ?? [];
    const right = random.pick(words);
    const wrong = others.map(([, other]) => random.pick(other));
    return {
      facts: null,
      ask: language === 'zh' ? `下列词语中，属于${category}的是` : `Which of these is ${category}?`,
      right,
      wrong,
      about: `${category}:${right}:${wrong.toSorted().join()}`,
    };
  },
};
