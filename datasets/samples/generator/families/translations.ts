import { share } from '../family.ts';
import { WORDS } from '../words.ts';
import { lookUpFamily } from './look-up.ts';

/** Words of an invented language with their meanings. */
export const translations = lookUpFamily('translations', 'entities', ({ language, pool }) => {
  const words = WORDS[language];
  const sides = { left: share(words.invented, 1, pool), right: words.nature };
  if (language === 'zh') {
    return {
      ...sides,
      opening: '在一种语言里，',
      clause: (word, meaning) => `${word} 的意思是${meaning}`,
      askRight: (word) => `${word} 的意思是什么？`,
      askLeft: (meaning) => `哪个词的意思是${meaning}？`,
    };
  }
  return {
    ...sides,
    opening: 'In a far land they speak so. ',
    clause: (word, meaning) => `they say ${word} for ${meaning}`,
    askRight: (word) => `What is ${word} in English?`,
    askLeft: (meaning) => `What do they say for ${meaning}?`,
  };
});
