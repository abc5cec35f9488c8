import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { divide, shotCount } from '../../src/prompts/shots.ts';
import type { ShotRule } from '../../src/recipes/recipe.ts';
import type { Question } from '../../src/records.ts';

function question(id: string, contentHash = id): Question {
  return {
    id,
    passage: null,
    stem: id,
    options: [],
    letters: ['A', 'B', 'C', 'D'],
    answer: 'A',
    contentHash,
  };
}

function rows(prefix: string, count: number): Question[] {
  return Array.from({ length: count }, (_, row) => question(`${prefix}/${row}`));
}

const pool = { name: 'ceval/law', questions: rows('ceval/law/val', 3), dev: rows('ceval/law/dev', 5) };

describe('dev-rows', () => {
  const rule: ShotRule = { kind: 'dev-rows', rows: [4, 0, 2, 3, 1] };

  test('takes the rows in the order of the rule, and the first ones when fewer are asked', () => {
    const [plan] = divide(rule, pool, 5);
    expect(plan?.shots.map(({ id }) => id)).toEqual([4, 0, 2, 3, 1].map((row) => `ceval/law/dev/${row}`));
    expect(divide(rule, pool, 2)[2]?.shots.map(({ id }) => id)).toEqual([
      'ceval/law/dev/4',
      'ceval/law/dev/0',
    ]);
  });

  test('finds a row by its place in the file, not in the list', () => {
    const gap = { ...pool, dev: pool.dev.filter(({ id }) => !id.endsWith('/1')) };
    expect(divide(rule, gap, 4)[0]?.shots[3]?.id).toBe('ceval/law/dev/3');
    expect(() => divide(rule, gap, 5)).toThrow(/ceval\/law: the recipe takes row 1 .* \(4 usable dev rows\)/);
  });

  test('scores every question, in file order, with no dev split where no shot is asked', () => {
    const plans = divide(rule, { ...pool, dev: [] }, 0);
    expect(plans.map((plan) => plan.question)).toEqual(pool.questions);
  });
});

describe('dev-hash', () => {
  const rule: ShotRule = { kind: 'dev-hash', salt: 'salt', count: 5 };

  test('orders the rows anew for each question', () => {
    // Orders computed with Python: sorted(range(5), key=sha256(f'salt|ceval/law/val/{q}|{row}').hexdigest).
    const orders = divide(rule, pool, 5).map(({ shots }) => shots.map(({ id }) => Number(id.at(-1))));
    expect(orders).toEqual([
      [1, 0, 4, 2, 3],
      [4, 1, 0, 2, 3],
      [3, 0, 2, 1, 4],
    ]);
  });

  test('gives a question the same order whatever stands around it', () => {
    const alone = divide(
      rule,
      { ...pool, questions: pool.questions.slice(2), dev: pool.dev.toReversed() },
      5,
    );
    expect(alone[0]).toEqual(divide(rule, pool, 5)[2]);
  });

  test('refuses a dev split with fewer rows than shots', () => {
    const short = { ...pool, dev: pool.dev.slice(0, 3) };
    expect(divide(rule, short, 3)[0]?.shots).toHaveLength(3);
    expect(() => divide(rule, short, 4)).toThrow(InputError);
  });
});

describe('hash-split', () => {
  const rule: ShotRule = { kind: 'hash-split', salt: 'fiveshot-card-v1', count: 5 };
  // A row of the table in docs/recipes.md: the keys need no text, only the indices of the kept records.
  const name = 'gaokao/2010-2013_English_MCQs';
  const questions = rows(`${name}/test`, 105);

  test("finds the published shots of a task, whose test set is the rest in the file's order", () => {
    const plans = divide(rule, { name, questions, dev: [] }, 5);
    expect(plans[0]?.shots.map(({ id }) => id)).toEqual(
      [35, 50, 97, 81, 91].map((row) => `${name}/test/${row}`),
    );
    const kept = questions.filter((_, row) => ![35, 50, 97, 81, 91].includes(row));
    expect(plans.map((plan) => plan.question)).toEqual(kept);
  });

  test('scores no question that repeats a shot, however few shots are asked', () => {
    const repeated = questions.map((one, row) =>
      row === 7 ? question(one.id, questions[91]?.contentHash) : one,
    );
    for (const shots of [0, 1, 5]) {
      const plans = divide(rule, { name, questions: repeated, dev: [] }, shots);
      expect(plans).toHaveLength(99);
      expect(plans[0]?.shots).toHaveLength(shots);
      expect(plans.some((plan) => plan.question.id.endsWith('/7'))).toBe(false);
    }
  });

  test('refuses a subject that has nothing left to score', () => {
    const few = { name, questions: questions.slice(0, 5), dev: [] };
    expect(() => divide(rule, few, 0)).toThrow(/has 5 usable questions, and the recipe sets 5 of them aside/);
  });
});

test('shotCount is what the rule says', () => {
  expect(shotCount({ kind: 'dev-rows', rows: [1, 0] })).toBe(2);
  expect(shotCount({ kind: 'hash-split', salt: '', count: 4 })).toBe(4);
});
