import type { Family } from '../family.ts';
import { nearNumbers, range, share, tell } from '../family.ts';
import { WORDS } from '../words.ts';

/** How many things someone has after getting or giving away some. */
export const storySums: Family = {
  name: 'story-sums',
  apart: 'entities',
  make(draw) {
    const { random, language, pool } = draw;
    const name = random.pick(share(WORDS[language].names, 1, pool));
    const less = random.pick(range(2, 9));
    const more = random.pick(range(2, 9));
    const gets = random.once(2);
    const [had, moved, has] = gets ? [less, more, less + more] : [less + more, more, less];
    const clauses =
      language === 'zh'
        ? [`${name}有${had}元`, gets ? `又得到${moved}元` : `花了${moved}元`]
        : [
            `${name} had ${had} coins`,
            gets ? `then ${name} got ${moved} more` : `then ${name} spent ${moved}`,
          ];
    return {
      facts: tell(clauses, draw),
      ask: language === 'zh' ? `${name}现在有多少元？` : `How many coins has ${name} now?`,
      right: String(has),
      wrong: nearNumbers(has, random),
      about: '',
    };
  },
};
