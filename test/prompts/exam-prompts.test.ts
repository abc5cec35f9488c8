import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { digestOf, examPrompts } from '../../src/prompts/exam-prompts.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import { fixtureExam } from './fixture-exams.ts';

const card = findRecipe('card-1');

describe('examPrompts', () => {
  test('says of a prompt which shots it has, its hash, and what follows it', () => {
    const [, second] = examPrompts(card, fixtureExam('mmlu'));
    const prompt = second?.render(2);
    expect(prompt).toMatchObject({
      questionId: 'mmlu/abstract_algebra/test/1',
      recipe: 'card-1',
      shotIds: ['mmlu/abstract_algebra/dev/0', 'mmlu/abstract_algebra/dev/1'],
      shotsAsked: 5,
      shotsUsed: 2,
      letters: ['A', 'B', 'C', 'D'],
      continuations: [' A', ' B', ' C', ' D'],
    });
    const bytes = Buffer.from(prompt?.text ?? '', 'utf8');
    expect(prompt?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('fewer shots asked for are the first of them: the prompts are those that dropping leaves', () => {
    const all = examPrompts(card, fixtureExam('ceval'));
    for (const shots of [0, 1, 2, 3, 4, 5]) {
      const some = examPrompts(card, { ...fixtureExam('ceval'), shots });
      expect(some.map((one) => one.render(shots).sha256)).toEqual(all.map((one) => one.render(shots).sha256));
      expect(some[0]?.render(shots).shotsAsked).toBe(shots);
      expect(() => some[0]?.render(shots + 1)).toThrow(RangeError);
    }
  });

  test('no shot needs no dev split', () => {
    const exam = { ...fixtureExam('ceval'), dev: [], shots: 0 };
    expect(examPrompts(card, exam)).toHaveLength(2);
    expect(() => examPrompts(card, { ...exam, shots: 1 })).toThrow(/complete the data set/);
  });

  test('a repetition of a shot is not scored', () => {
    const scored = examPrompts(card, fixtureExam('agieval-zh')).map(({ question }) =>
      question.id.split('/').at(-1),
    );
    expect(scored).toEqual(['1', '2', '8']);
  });

  test.each([-1, 6, 2.5, Number.NaN])('%d shots are refused', (shots) => {
    const ask = () => examPrompts(card, { ...fixtureExam('mmlu'), shots });
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(`--shots is ${shots}; recipe card-1 takes a whole number from 0 to 5.`);
  });

  test('a shot without an answer is refused by its id', () => {
    const exam = fixtureExam('mmlu');
    const dev = exam.dev.map((shot, row) => (row === 3 ? { ...shot, answer: null } : shot));
    expect(() => examPrompts(card, { ...exam, dev })).toThrow(/^mmlu\/abstract_algebra\/dev\/3 is a shot/);
  });

  test('a benchmark that the recipe does not have is refused', () => {
    expect(() => examPrompts(findRecipe('official-1'), fixtureExam('gaokao'))).toThrow(
      'Recipe official-1 does not say how to ask gaokao, only ceval, mmlu;',
    );
  });
});

test('a digest is the SHA-256 of the hashes, a line each', () => {
  // printf 'a\nb\n' | sha256sum
  expect(digestOf(['a', 'b'])).toBe('911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2');
});
