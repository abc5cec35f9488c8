import { share } from '../family.ts';
import { WORDS } from '../words.ts';
import { lookUpFamily } from './look-up.ts';

/** Where things lie on an invented map. */
export const maps = lookUpFamily('maps', 'entities', ({ language, pool }) => {
  const words = WORDS[language];
  const sides = { left: share(words.places, 2, pool), right: words.directions };
  if (language === 'zh') {
    return {
      ...sides,
      opening: '地图上，',
      clause: (place, direction) => `${place}在小镇的${direction}`,
      askRight: (place) => `${place}在小镇的哪一边？`,
      askLeft: (direction) => `小镇的${direction}是什么？`,
    };
  }
  return {
    ...sides,
    opening: 'This is a map. ',
    clause: (place, direction) => `the ${place} is ${direction} of the town`,
    askRight: (place) => `On which side of the town is the ${place}?`,
    askLeft: (direction) => `What is ${direction} of the town?`,
  };
});
