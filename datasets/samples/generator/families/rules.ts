import { share } from '../family.ts';
import { WORDS } from '../words.ts';
import { lookUpFamily } from './look-up.ts';

/** Rules of the form "if this, then that", and which one applies. */
export const rules = lookUpFamily('rules', 'entities', ({ language, pool }) => {
  const words = WORDS[language];
  const sides = { left: share(words.nature, 2, pool), right: words.objects };
  if (language === 'zh') {
    return {
      ...sides,
      opening: '规则：',
      clause: (sign, thing) => `看到${sign}就拿${thing}`,
      askRight: (sign) => `看到${sign}，应该拿什么？`,
      askLeft: (thing) => `拿了${thing}，看到的是什么？`,
    };
  }
  return {
    ...sides,
    opening: 'These are the rules. ',
    clause: (sign, thing) => `for ${sign} you take the ${thing}`,
    askRight: (sign) => `The card shows ${sign}. What do you take?`,
    askLeft: (thing) => `You take the ${thing}. What does the card show?`,
  };
});
