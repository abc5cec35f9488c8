import type { Draft, Draw, Family } from '../family.ts';
import { tell } from '../family.ts';

/** What a look-up question is made of: things on the left, what belongs to them on the right. */
export interface LookUp {
  readonly left: readonly string[];
  readonly right: readonly string[];
  /** Text before the clauses, with its own space where the language has one. */
  readonly opening?: string;
  clause(left: string, right: string): string;
  /** Asks for the right side; for the left side. */
  askRight(left: string): string;
  askLeft(right: string): string;
}

/**
 * Questions that tell three or four pairs and ask for one side of one of them. Where three are told, the fourth
 * option is a word of the same list that the text does not mention.
 */
export function lookUpFamily(name: string, apart: Family['apart'], describe: (draw: Draw) => LookUp): Family {
  return { name, apart, make: (draw) => lookUpDraft(draw, describe(draw)) };
}

function lookUpDraft(draw: Draw, lookUp: LookUp): Draft {
  const { random } = draw;
  const lefts = random.some(lookUp.left, 4);
  const rights = random.some(lookUp.right, 4);
  const pairs = lefts.map((left, index) => ({ left, right: rights[index] ?? '' }));
  const told = pairs.slice(0, 3 + random.below(2));
  const asked = random.pick(told);
  const clauses = told.map(({ left, right }) => lookUp.clause(left, right));
  const forward = random.once(2);
  const right = forward ? asked.right : asked.left;
  return {
    facts: (lookUp.opening ?? '') + tell(clauses, draw),
    ask: forward ? lookUp.askRight(asked.left) : lookUp.askLeft(asked.right),
    right,
    wrong: (forward ? rights : lefts).filter((option) => option !== right),
    about: '',
  };
}
