import type { Draw, Family } from '../family.ts';
import { range } from '../family.ts';

interface Statement {
  readonly text: string;
  readonly holds: boolean;
}

/** Two statements about numbers, each true or false: MMLU's `True, False` options. */
export const trueFalse: Family = {
  name: 'true-false',
  apart: 'combinations',
  make(draw) {
    const [one, other] = [statement(draw), statement(draw)];
    const zh = draw.language === 'zh';
    const verdict = (first: boolean, second: boolean): string => {
      const [yes, no] = zh ? ['对', '错'] : ['True', 'False'];
      return `${first ? yes : no}${zh ? '，' : ', '}${second ? yes : no}`;
    };
    const ask = zh
      ? `①${one.text}。②${other.text}。两句各是对还是错？`
      : `Statement 1 | ${one.text}. Statement 2 | ${other.text}.`;
    return {
      facts: null,
      ask,
      right: verdict(one.holds, other.holds),
      wrong: [
        verdict(!one.holds, other.holds),
        verdict(one.holds, !other.holds),
        verdict(!one.holds, !other.holds),
      ],
      about: ask,
    };
  },
};

function statement({ random, language }: Draw): Statement {
  const [one = 0, other = 0] = random.some(range(1, 20), 2);
  const more = random.once(2);
  const words = language === 'zh' ? (more ? '大于' : '小于') : more ? ' is more than ' : ' is less than ';
  return { text: `${one}${words}${other}`, holds: more === one > other };
}
