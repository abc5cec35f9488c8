import type { Draw, Language } from '../family.ts';
import { share } from '../family.ts';
import { NUMBERS, WORDS } from '../words.ts';
import { lookUpFamily, type LookUp } from './look-up.ts';

/** A thing, its measure and its unit, and the question for the measure. */
interface Measure {
  readonly verb: string;
  readonly unit: string;
  readonly ask: string;
}

type Measures = Readonly<Record<Language, readonly Measure[]>>;

/** Inches are written as a quotation mark, which a CSV file has to double. */
const SIZES: Measures = {
  en: [
    { verb: 'measures', unit: '"', ask: 'measure' },
    { verb: 'weighs', unit: ' kg', ask: 'weigh' },
  ],
  zh: [
    { verb: '长', unit: '厘米', ask: '长多少厘米' },
    { verb: '重', unit: '千克', ask: '重多少千克' },
  ],
};

const PRICES: Measures = {
  en: [{ verb: 'costs', unit: ' coins', ask: 'cost' }],
  zh: [{ verb: '卖', unit: '元', ask: '卖多少元' }],
};

/** How long or heavy things are. */
export const sizes = lookUpFamily('sizes', 'entities', (draw) => measured(SIZES, draw));

/** What things cost. */
export const prices = lookUpFamily('prices', 'entities', (draw) => measured(PRICES, draw));

function measured(measures: Measures, { random, language, pool }: Draw): LookUp {
  const { verb, unit, ask } = random.pick(measures[language]);
  const sides = {
    left: share(WORDS[language].objects, 0, pool),
    right: NUMBERS.map((number) => number + unit),
  };
  if (language === 'zh') {
    return {
      ...sides,
      clause: (thing, value) => `${thing}${verb}${value}`,
      askRight: (thing) => `${thing}${ask}？`,
      askLeft: (value) => `哪一件${verb}${value}？`,
    };
  }
  return {
    ...sides,
    clause: (thing, value) => `the ${thing} ${verb} ${value}`,
    askRight: (thing) => `How much does the ${thing} ${ask}?`,
    askLeft: (value) => `Which thing ${verb} ${value}?`,
  };
}
