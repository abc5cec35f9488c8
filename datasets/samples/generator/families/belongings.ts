import { share } from '../family.ts';
import { WORDS } from '../words.ts';
import { lookUpFamily } from './look-up.ts';

/** Who has the same thing in which colour. */
export const belongings = lookUpFamily('belongings', 'entities', ({ random, language, pool }) => {
  const words = WORDS[language];
  const thing = random.pick(words.objects);
  const sides = { left: share(words.names, 0, pool), right: words.colours };
  if (language === 'zh') {
    return {
      ...sides,
      clause: (name, colour) => `${name}有${colour}的${thing}`,
      askRight: (name) => `${name}的${thing}是什么颜色？`,
      askLeft: (colour) => `谁的${thing}是${colour}的？`,
    };
  }
  return {
    ...sides,
    clause: (name, colour) => `${name} keeps a ${colour} ${thing}`,
    askRight: (name) => `What colour is the ${thing} of ${name}?`,
    askLeft: (colour) => `Who keeps the ${colour} ${thing}?`,
  };
});
