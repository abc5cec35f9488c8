import type { Family, Language, Pool } from '../family.ts';

/** Rows that everyone knows by heart; the letters leave out A to D, which are answers. */
const ROWS: Readonly<
  Record<Language, readonly { readonly kind: string; readonly words: readonly string[] }[]>
> = {
  en: [
    { kind: 'day', words: 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ') },
    {
      kind: 'month',
      words: 'January February March April May June July August September October November December'.split(
        ' ',
      ),
    },
    { kind: 'letter', words: 'E F G H I J K L M N O P Q R S T U V W X Y Z'.split(' ') },
  ],
  zh: [
    { kind: '天', words: '星期一 星期二 星期三 星期四 星期五 星期六 星期日'.split(' ') },
    {
      kind: '个月',
      words: '一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月'.split(' '),
    },
    { kind: '个字母', words: 'E F G H I J K L M N O P Q R S T U V W X Y Z'.split(' ') },
  ],
};

type Wording = (word: string, kind: string) => string;

const AFTER: Readonly<Record<Language, Readonly<Record<Pool, readonly Wording[]>>>> = {
  en: {
    train: [
      (word, kind) => `Which ${kind} follows ${word}?`,
      (word, kind) => `Name the next ${kind} after ${word}.`,
      (word, kind) => `The ${kind} right after ${word} is`,
    ],
    sample: [
      (word, kind) => `Which ${kind} comes right after ${word}?`,
      (word, kind) => `What is the next ${kind} after ${word}?`,
    ],
  },
  zh: {
    train: [
      (word, kind) => `${word}的下一${kind}是____。`,
      (word, kind) => `紧跟在${word}后面的一${kind}是哪个？`,
      (word) => `${word}之后是`,
    ],
    sample: [(word, kind) => `${word}的下一${kind}是哪个？`, (word, kind) => `${word}后面的一${kind}是`],
  },
};

const BEFORE: typeof AFTER = {
  en: {
    train: [
      (word, kind) => `Which ${kind} is followed by ${word}?`,
      (word, kind) => `Name the last ${kind} before ${word}.`,
      (word, kind) => `The ${kind} right before ${word} is`,
    ],
    sample: [
      (word, kind) => `Which ${kind} comes right before ${word}?`,
      (word, kind) => `What is the last ${kind} before ${word}?`,
    ],
  },
  zh: {
    train: [
      (word, kind) => `${word}的上一${kind}是____。`,
      (word, kind) => `紧挨在${word}前面的一${kind}是哪个？`,
      (word) => `${word}之前是`,
    ],
    sample: [(word, kind) => `${word}的上一${kind}是哪个？`, (word, kind) => `${word}前面的一${kind}是`],
  },
};

/** What comes right before or after a day, month or letter. */
export const calendar: Family = {
  name: 'calendar',
  apart: 'wordings',
  make({ random, language, pool }) {
    const { kind, words } = random.pick(ROWS[language]);
    // The first and last of a row have one neighbour only, whatever one thinks of years and weeks.
    const place = random.below(words.length - 1);
    const [before = '', after = ''] = words.slice(place);
    const forward = random.once(2);
    const [word, right] = forward ? [before, after] : [after, before];
    const others = words.filter((other) => other !== word && other !== right);
    return {
      facts: null,
      ask: random.pick((forward ? AFTER : BEFORE)[language][pool])(word, kind),
      right,
      wrong: random.some(others, 3),
      about: '',
    };
  },
};
