import { families, type FamilyName } from './families/index.ts';
import type { Draft, Draw, Pool } from './family.ts';
import { hashText } from './random.ts';

export const LETTERS = ['A', 'B', 'C', 'D'] as const;
export type Letter = (typeof LETTERS)[number];

/** A question of our own with its options in letter order. */
export interface MadeQuestion {
  readonly family: FamilyName;
  readonly facts: string | null;
  readonly ask: string;
  readonly options: readonly string[];
  readonly answer: Letter;
  /** Equal for two questions that ask the same thing, whatever the order of their options. */
  readonly identity: string;
}

export interface QuestionDraw extends Draw {
  /** The letter that the right option gets; any unless given. */
  readonly answer?: Letter | undefined;
}

/** Draws a question of a family. */
export function makeQuestion(family: FamilyName, draw: QuestionDraw): MadeQuestion {
  const { random } = draw;
  const answer = draw.answer ?? random.pick(LETTERS);
  const draft = draftOf(family, draw);
  const options = random.some(draft.wrong, draft.wrong.length);
  options.splice(LETTERS.indexOf(answer), 0, draft.right);
  const { facts, ask, about } = draft;
  return { family, facts, ask, options, answer, identity: JSON.stringify([facts, ask, about]) };
}

/** Where what is put together tells the pools apart, draws again until it is of the asked pool. */
function draftOf(name: FamilyName, draw: Draw): Draft {
  const family = families[name];
  let draft = family.make(draw);
  while (family.apart === 'combinations' && poolOf(draft.about) !== draw.pool) draft = family.make(draw);
  return draft;
}

/** One combination in four is kept for the samples. */
function poolOf(about: string): Pool {
  return hashText(about) % 4 === 0 ? 'sample' : 'train';
}
