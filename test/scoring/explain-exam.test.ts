import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { AverageRule } from '../../src/records.ts';
import { explainExam, type ExplainedEntry, type ExplainedRun } from '../../src/scoring/explain-exam.ts';
import { createRandom } from '../../src/scoring/statistics/random.ts';
import { entries, exam, rule } from './exam.ts';

const mean = { ...rule, average: { total: 'subject-mean', category: 'subject-mean' } } as const;

/** Answers of one subject, asked alike but for the changes. */
function answers(subject: string, outcomes: string, changes: Partial<ExplainedEntry> = {}): ExplainedEntry[] {
  return entries(subject, 'A'.repeat(outcomes.length), outcomes).map(
    ({ id, outcome, gold, shotsUsed, tokensCut }) => {
      const asked = { kind: 'logit', promptSha256: 'a', shotsAsked: 5 } as const;
      return Object.assign({ id, outcome, gold, shotsUsed, tokensCut }, asked, changes);
    },
  );
}

function runOf(own: readonly ExplainedEntry[], changes: Partial<ExplainedRun> = {}): ExplainedRun {
  return {
    recipe: rule,
    selected: ['optics', 'botany', 'drama'].map((subject) => ({ subject, split: 'test', total: 40 })),
    entries: own,
    tokenizerSha256: 't',
    letterRule: 'upstream',
    letterIds: { A: [1], B: [2] },
    ...changes,
  };
}

const explained = (a: ExplainedRun, b: ExplainedRun) => explainExam({ benchmark: exam, a, b, notes: [] });

/** The parts that have questions or a difference, by name. */
function partsOf(a: ExplainedRun, b: ExplainedRun): Record<string, number> {
  const parts = explained(a, b).split?.parts ?? [];
  return Object.fromEntries(
    parts
      .filter(({ difference, counts }) => difference !== 0 || (counts?.questions ?? 0) > 0)
      .map(({ part, difference }) => [part, Number(difference.toFixed(12))]),
  );
}

const right = runOf(answers('optics', '++++'));

/** What three questions that B lost are put down to. */
function wrong(changes: Partial<ExplainedEntry>, run: Partial<ExplainedRun> = {}): Record<string, number> {
  return partsOf(right, runOf(answers('optics', '+---', changes), run));
}

describe('explainExam', () => {
  it('gives a question to what the runs did differently with it', () => {
    const otherRecipe = { recipe: { ...rule, id: 'test-2' } };
    expect(wrong({})).toEqual({ remains: -0.75 });
    expect(wrong({ promptSha256: 'b' })).toEqual({ prompt: -0.75 });
    expect(wrong({ promptSha256: 'b', shotsUsed: 4 })).toEqual({ truncation: -0.75 });
    expect(wrong({ promptSha256: 'b', shotsUsed: 4, shotsAsked: 4 })).toEqual({ prompt: -0.75 });
    expect(wrong({ promptSha256: 'b', shotsUsed: 4 }, otherRecipe)).toEqual({ prompt: -0.75 });
    expect(wrong({ tokensCut: 7 }, otherRecipe)).toEqual({ truncation: -0.75 });
    expect(wrong({ kind: 'logprob' })).toEqual({ letters: -0.75 });
  });

  it('compares letters by ids where they are of one tokenizer, else by rule', () => {
    const otherIds = { A: [3], B: [4] };
    expect(wrong({}, { letterIds: otherIds })).toEqual({ letters: -0.75 });
    expect(wrong({}, { letterRule: 'context', letterIds: { B: [2], A: [1] } })).toEqual({ remains: -0.75 });
    expect(wrong({}, { letterRule: 'context', letterIds: {} })).toEqual({ letters: -0.75 });
    expect(wrong({}, { letterIds: otherIds, tokenizerSha256: 'u' })).toEqual({ remains: -0.75 });
    expect(wrong({}, { letterRule: 'context', tokenizerSha256: 'u' })).toEqual({ letters: -0.75 });
  });

  it('is averaging alone where only the rules differ', () => {
    const own = [...answers('optics', '++'), ...answers('drama', '+---------')];
    const { split } = explained(runOf(own), runOf(own, { recipe: mean }));
    expect(split).toMatchObject({
      a: {
        subjects: ['optics', 'drama'],
        recipe: 'test-1',
        rule: 'pooled',
        accuracy: 3 / 12,
        scored: 12,
        total: 80,
      },
      b: { rule: 'subject-mean', accuracy: 0.55 },
    });
    expect(partsOf(runOf(own), runOf(own, { recipe: mean }))).toEqual({ averaging: 0.3, remains: 0 });
  });

  it('counts what only one run scored, failed questions too', () => {
    const a = runOf([...answers('optics', '++-!'), ...answers('botany', '+')]);
    const b = runOf([...answers('optics', '+---'), ...answers('drama', '-')]);
    const { split } = explained(a, b);
    expect(split?.a.subjects).toEqual(['optics', 'botany']);
    expect(split?.b.subjects).toEqual(['optics', 'drama']);
    const parts = split?.parts ?? [];
    expect(parts.find(({ part }) => part === 'unshared')?.counts).toEqual({
      questions: 3,
      onlyA: 1,
      onlyB: 0,
    });
    expect(parts.find(({ part }) => part === 'remains')).toEqual({
      part: 'remains',
      difference: -1 / 3,
      counts: { questions: 3, onlyA: 1, onlyB: 0 },
    });
  });

  it('counts subjects that run only by name where no other was scored in both', () => {
    const extra = runOf(answers('extra', '+-'));
    expect(explained(extra, extra).split?.a.subjects).toEqual(['extra']);
    const both = runOf([...answers('extra', '+-'), ...answers('drama', '+-')]);
    expect(explained(both, both).split?.a.subjects).toEqual(['drama']);
  });

  it('says nothing without a shared question, and refuses other answers', () => {
    expect(explained(right, runOf(answers('drama', '+'))).split).toBeNull();
    expect(() => explained(right, runOf(answers('optics', '++++', { gold: 'C' })))).toThrow(InputError);
  });

  it('has parts that sum to the difference, whatever the runs', () => {
    const random = createRandom([1, 2, 3, 4]);
    const pick = <T>(values: readonly [T, ...T[]]): T =>
      values[Math.floor(random() * values.length)] ?? values[0];
    const randomRun = (): ExplainedRun =>
      runOf(
        ['optics', 'botany', 'drama'].flatMap((subject) =>
          answers(
            subject,
            Array.from({ length: 1 + Math.floor(random() * 30) }, () => pick(['+', '-', '!'])).join(''),
          )
            .filter(() => random() < 0.8)
            .map((one) =>
              Object.assign({}, one, {
                promptSha256: pick(['a', 'b']),
                shotsUsed: pick([4, 5]),
                tokensCut: pick([0, 3]),
              }),
            ),
        ),
        { recipe: pick<ExplainedRun['recipe']>([rule, mean]), letterIds: pick([{ A: [1] }, { A: [2] }]) },
      );
    const rules = new Set<AverageRule>();
    for (let round = 0; round < 300; round++) {
      const [a, b] = [randomRun(), randomRun()];
      const { split } = explained(a, b);
      if (split === null) continue;
      rules.add(split.b.rule);
      const sum = split.parts.reduce((total, { difference }) => total + difference, 0);
      expect(sum).toBeCloseTo(split.b.accuracy - split.a.accuracy, 12);
      expect(split.difference).toBe(split.b.accuracy - split.a.accuracy);
      const questions = split.parts.reduce((total, { counts }) => total + (counts?.questions ?? 0), 0);
      const scored = [...a.entries, ...b.entries].filter(({ outcome }) => outcome !== 'failed');
      expect(questions).toBe(new Set(scored.map(({ id }) => id)).size);
    }
    expect(rules.size).toBe(2);
  });
});
