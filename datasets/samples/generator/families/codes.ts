import { share } from '../family.ts';
import { NUMBERS, WORDS } from '../words.ts';
import { lookUpFamily } from './look-up.ts';

/** Numbers that stand for invented words. */
export const codes = lookUpFamily('codes', 'entities', ({ language, pool }) => {
  const sides = { left: share(WORDS[language].invented, 0, pool), right: NUMBERS.map(String) };
  if (language === 'zh') {
    return {
      ...sides,
      opening: '在一种密码里，',
      clause: (word, number) => `${word} 表示 ${number}`,
      askRight: (word) => `${word} 表示几？`,
      askLeft: (number) => `哪个词表示 ${number}？`,
    };
  }
  return {
    ...sides,
    opening: 'Here is a code. ',
    clause: (word, number) => `the word ${word} means ${number}`,
    askRight: (word) => `What does ${word} mean?`,
    askLeft: (number) => `Which word means ${number}?`,
  };
});
