import type { Family, Language, Pool } from '../family.ts';

/** Wordings of a question; each takes what is asked about. */
type Wordings = Readonly<Record<Pool, readonly ((subject: string) => string)[]>>;

interface FactTable {
  /** What is asked about and the answer. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly forward: Wordings;
  /** Asks for the first of a pair by the second; only where each second one is unique. */
  readonly backward?: Wordings;
}

/** Questions about facts of a closed list. Both pools ask about the same facts, each in words of its own. */
export function factFamily(name: string, tables: Readonly<Record<Language, FactTable>>): Family {
  return {
    name,
    apart: 'wordings',
    make({ random, language, pool }) {
      const { pairs, forward, backward } = tables[language];
      const [first, second] = random.pick(pairs);
      const turned = backward !== undefined && random.once(2);
      const [subject, right] = turned ? [second, first] : [first, second];
      const answers = new Set(pairs.map((pair) => pair[turned ? 0 : 1]));
      answers.delete(right);
      const ask = random.pick((turned ? backward : forward)[pool]);
      return { facts: null, ask: ask(subject), right, wrong: random.some([...answers], 3), about: '' };
    },
  };
}

/** `one-other` words, separated by a space, as pairs. */
export function factPairs(text: string): readonly (readonly [string, string])[] {
  return text.split(' ').map((pair) => {
    const [subject = '', answer = ''] = pair.split('-');
    return [subject, answer];
  });
}
