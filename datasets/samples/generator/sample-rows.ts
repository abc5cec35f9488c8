import { makeQuestion as questionRecord } from '../../../src/datasets/question.ts';
import { divide } from '../../../src/prompts/shots.ts';
import { card1 } from '../../../src/recipes/card-1.ts';
import type { Split } from '../../../src/records.ts';
import { LETTERS, makeQuestion, type Letter, type MadeQuestion } from './made-question.ts';
import { createRandom, type Random } from './random.ts';
import type { SampleSubject } from './subjects.ts';

/** A usable row of a sample file. */
export interface SampleRow {
  /** 0-based place in the file, among rows that are not usable. */
  readonly row: number;
  readonly made: MadeQuestion;
  /** For choices of layout that belong to this row. */
  readonly random: Random;
}

export interface SampleChoices {
  readonly seed: number;
  /** Question ids to draw again, and how many times: `redraws.json`. */
  readonly redraws: Readonly<Record<string, number>>;
  /** Identities of the questions that were made, so that none is made twice. */
  readonly used: Set<string>;
}

/** Draws that may fail in a row before a family counts as used up. */
const MOST_DRAWS = 2000;

/**
 * The usable rows of one file at the given places. A row depends on the seed and its own id, and on others only
 * where both drew the same question: one that is drawn again leaves the rest as it was.
 * Throws RangeError where a family has no further question.
 */
export function sampleRows(
  subject: SampleSubject,
  split: Split,
  places: readonly number[],
  choices: SampleChoices,
): readonly SampleRow[] {
  const set = `${subject.exam}/${subject.subject}/${split}`;
  const letters = balancedLetters(subject, split, places, createRandom(`${choices.seed}|${set}`));
  return places.map((row, index) => {
    const family = subject.families[index % subject.families.length] ?? 'arithmetic';
    const id = `${set}/${row}`;
    let passed = 0;
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const random = createRandom(`${choices.seed}|${id}|${draw}`);
      const { language } = subject;
      const made = makeQuestion(family, { random, language, pool: 'sample', answer: letters.get(row) });
      if (choices.used.has(made.identity)) continue;
      if (passed++ < (choices.redraws[id] ?? 0)) continue;
      choices.used.add(made.identity);
      return { row, made, random };
    }
    throw new RangeError(`${id}: the family ${family} has no further question.`);
  });
}

/** A letter for each place: each letter as often as the others among the scored rows, and among the shots. */
function balancedLetters(
  subject: SampleSubject,
  split: Split,
  places: readonly number[],
  random: Random,
): ReadonlyMap<number, Letter> {
  const shots = new Set(shotPlaces(subject, split, places));
  const groups = [places.filter((row) => shots.has(row)), places.filter((row) => !shots.has(row))];
  return new Map(
    groups.flatMap((rows) => {
      const order = random.some(LETTERS, LETTERS.length);
      const letters = rows.map((_, index) => order[index % order.length] ?? 'A');
      const shuffled = random.some(letters, letters.length);
      return rows.map((row, index): [number, Letter] => [row, shuffled[index] ?? 'A']);
    }),
  );
}

/** The rows that recipe card-1 sets aside as shots where an exam has no dev split. */
function shotPlaces(
  { exam, subject }: SampleSubject,
  split: Split,
  places: readonly number[],
): readonly number[] {
  const rule = card1.benchmarks[exam]?.shots;
  if (rule?.kind !== 'hash-split') return [];
  const set = `${exam}/${subject}/${split}`;
  const questions = places.map((index) =>
    questionRecord({ set, index, passage: null, stem: String(index), options: [], answer: 'A' }),
  );
  const [plan] = divide(rule, { name: `${exam}/${subject}`, questions, dev: [] }, rule.count);
  return plan?.shots.map(({ id }) => Number(id.slice(set.length + 1))) ?? [];
}
