import type { Family, Language } from '../family.ts';
import { share, tell } from '../family.ts';
import { NUMBERS, WORDS } from '../words.ts';

/** A scale on which people or things are told apart. */
interface Scale {
  readonly kind: 'people' | 'weights' | 'costs';
  clause(name: string, number: string): string;
  readonly askMost: string;
  readonly askLeast: string;
}

const SCALES: Readonly<Record<Language, readonly Scale[]>> = {
  en: [
    {
      kind: 'people',
      clause: (name, number) => `${name} is ${number} years old`,
      askMost: 'Who is the oldest?',
      askLeast: 'Who is the youngest?',
    },
    {
      kind: 'people',
      clause: (name, number) => `${name} has ${number} points`,
      askMost: 'Who has the most points?',
      askLeast: 'Who has the fewest points?',
    },
    {
      kind: 'weights',
      clause: (thing, number) => `the ${thing} weighs ${number} kg`,
      askMost: 'Which thing is the heaviest?',
      askLeast: 'Which thing is the lightest?',
    },
    {
      kind: 'costs',
      clause: (thing, number) => `the ${thing} costs ${number} coins`,
      askMost: 'Which thing costs the most?',
      askLeast: 'Which thing costs the least?',
    },
  ],
  zh: [
    {
      kind: 'people',
      clause: (name, number) => `${name}今年${number}岁`,
      askMost: '谁的年龄最大？',
      askLeast: '谁的年龄最小？',
    },
    {
      kind: 'people',
      clause: (name, number) => `${name}得了${number}分`,
      askMost: '谁的得分最高？',
      askLeast: '谁的得分最低？',
    },
    {
      kind: 'weights',
      clause: (thing, number) => `${thing}重${number}千克`,
      askMost: '哪一件最重？',
      askLeast: '哪一件最轻？',
    },
    {
      kind: 'costs',
      clause: (thing, number) => `${thing}卖${number}元`,
      askMost: '哪一件最贵？',
      askLeast: '哪一件最便宜？',
    },
  ],
};

export const people = extremesOf('people');
export const weights = extremesOf('weights');
export const costs = extremesOf('costs');

/** Who or what has the largest or the smallest number of a short text. */
function extremesOf(kind: Scale['kind']): Family {
  return {
    name: kind,
    apart: 'entities',
    make(draw) {
      const { random, language, pool } = draw;
      const { names, objects } = WORDS[language];
      const scale = random.pick(SCALES[language].filter((candidate) => candidate.kind === kind));
      const told = random.some(kind === 'people' ? share(names, 2, pool) : share(objects, 1, pool), 4);
      const numbers = random.some(NUMBERS, 4);
      const most = random.once(2);
      const asked = numbers.indexOf(most ? Math.max(...numbers) : Math.min(...numbers));
      return {
        facts: tell(
          told.map((word, index) => scale.clause(word, String(numbers[index]))),
          draw,
        ),
        ask: most ? scale.askMost : scale.askLeast,
        right: told[asked] ?? '',
        wrong: told.filter((_, index) => index !== asked),
        about: '',
      };
    },
  };
}
