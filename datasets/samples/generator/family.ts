import type { Random } from './random.ts';

export type Language = 'en' | 'zh';

/** Questions to train on, or questions for the sample exams; no question is in both. */
export type Pool = 'train' | 'sample';

/** What a family draws a question from. */
export interface Draw {
  readonly random: Random;
  readonly language: Language;
  readonly pool: Pool;
}

/** A question before its options have letters. */
export interface Draft {
  /** What is told before the question, or null. */
  readonly facts: string | null;
  readonly ask: string;
  readonly right: string;
  /** Three wrong options, different from each other and from the right one. */
  readonly wrong: readonly string[];
  /** What the question is about where `facts` and `ask` do not say it all (the options to choose from), or its numbers. */
  readonly about: string;
}

/** One kind of question. */
export interface Family {
  readonly name: string;
  /**
   * How the two pools differ: in the things and people that the question is about (each family holds back another
   * third of the words, so that every word is trained on somewhere), in what is put together (`about`), or in the
   * wording, where both pools know the same facts.
   */
  readonly apart: 'entities' | 'combinations' | 'wordings';
  make(draw: Draw): Draft;
}

/** The part of a word list that a pool may use: the sample pool a third, the train pool the rest. */
export function share(words: readonly string[], third: 0 | 1 | 2, pool: Pool): readonly string[] {
  return words.filter((_, index) => (index % 3 === third) === (pool === 'sample'));
}

/** Clauses as one sentence or several; Chinese ones as one. */
export function tell(clauses: readonly string[], { random, language }: Draw): string {
  if (language === 'zh') return `${clauses.join('，')}。`;
  return random.once(2)
    ? `${capital(clauses.join(', '))}.`
    : clauses.map((clause) => `${capital(clause)}.`).join(' ');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Whole numbers from `first` to `last`. */
export function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Three numbers from 0 up at most 4 away from `right`, which is equally often the smallest, second, third and largest. */
export function nearNumbers(right: number, random: Random): readonly string[] {
  const lower = Math.min(random.below(4), right);
  const below = random.some(range(Math.max(0, right - 4), right - 1), lower);
  const above = random.some(range(right + 1, right + 4), 3 - lower);
  return [...below, ...above].map(String);
}
