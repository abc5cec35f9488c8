import { share } from '../family.ts';
import { WORDS } from '../words.ts';
import { lookUpFamily } from './look-up.ts';

/** Who went where. */
export const journeys = lookUpFamily('journeys', 'entities', ({ random, language, pool }) => {
  const words = WORDS[language];
  const sides = { left: share(words.names, 1, pool), right: words.places };
  if (language === 'zh') {
    const day = random.pick(['早上', '下午', '晚上']);
    return {
      ...sides,
      opening: `${day}，`,
      clause: (name, place) => `${name}去了${place}`,
      askRight: (name) => `${name}去了哪里？`,
      askLeft: (place) => `谁去了${place}？`,
    };
  }
  return {
    ...sides,
    opening: random.pick(['This is a short story. ', 'It was a warm day. ', '']),
    clause: (name, place) => `${name} went to the ${place}`,
    askRight: (name) => `Where did ${name} go?`,
    askLeft: (place) => `Who went to the ${place}?`,
  };
});
