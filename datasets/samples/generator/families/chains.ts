import type { Family } from '../family.ts';
import { share, tell } from '../family.ts';
import { WORDS } from '../words.ts';

/** Who is the tallest or shortest of three, from two comparisons in any order and direction. */
export const chains: Family = {
  name: 'chains',
  apart: 'entities',
  make(draw) {
    const { random, language, pool } = draw;
    const [tall = '', middle = '', short = '', other = ''] = random.some(
      share(WORDS[language].names, 0, pool),
      4,
    );
    const compare = (taller: string, shorter: string): string => {
      const down = random.once(2);
      if (language === 'zh') return down ? `${taller}比${shorter}高` : `${shorter}比${taller}矮`;
      return down ? `${taller} is taller than ${shorter}` : `${shorter} is shorter than ${taller}`;
    };
    const most = random.once(2);
    const superlative = language === 'zh' ? (most ? '最高' : '最矮') : most ? 'tallest' : 'shortest';
    return {
      facts: tell(random.some([compare(tall, middle), compare(middle, short)], 2), draw),
      ask: language === 'zh' ? `三人中谁${superlative}？` : `Who is the ${superlative} of the three?`,
      right: most ? tall : short,
      wrong: [middle, most ? short : tall, other],
      about: '',
    };
  },
};
