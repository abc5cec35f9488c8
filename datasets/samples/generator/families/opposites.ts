import type { Family } from '../family.ts';
import { tell } from '../family.ts';
import { WORDS } from '../words.ts';

/** Opposites that the text gives; one of them is asked for. */
export const opposites: Family = {
  name: 'opposites',
  apart: 'combinations',
  make(draw) {
    const { random, language } = draw;
    const pairs = random
      .some(WORDS[language].opposites, 4)
      .map(([one, other]) => (random.once(2) ? { one, other } : { one: other, other: one }));
    const { one, other } = random.pick(pairs);
    const clauses = pairs.map((pair) =>
      language === 'zh' ? `${pair.one}对${pair.other}` : `${pair.one} goes with ${pair.other}`,
    );
    return {
      facts: tell(clauses, draw),
      ask: language === 'zh' ? `${one}对什么？` : `Which word goes with ${one}?`,
      right: other,
      wrong: pairs.map((pair) => pair.other).filter((option) => option !== other),
      about: `${one}:${clauses.toSorted().join()}`,
    };
  },
};
