import { describe, expect, it } from 'vitest';
import { computedTokens, minimumTokens, planGroups, type PlannedPrompt } from '../../src/engine/plan.ts';
import type { TokenGroup } from '../../src/records.ts';

function prompt(index: number, ids: readonly number[], rest: Partial<PlannedPrompt> = {}): PlannedPrompt {
  const letterIds = [[1], [2], [3], [index + 10]];
  return { questionId: `mmlu/birds/test/${index}`, ids, shotsUsed: 5, tokensCut: 0, letterIds, ...rest };
}

function plan(prompts: readonly PlannedPrompt[], reuse = true): readonly TokenGroup[] {
  return planGroups(prompts, { subject: 'mmlu/birds/test', kind: 'logit', reuse });
}

/** Question ids with the whole ids that a group gives them. */
function wholeIds(groups: readonly TokenGroup[]): [string, number[]][] {
  return groups.flatMap(({ prefix, suffixes }) =>
    suffixes.map(({ questionId, ids }): [string, number[]] => [questionId, [...prefix, ...ids]]),
  );
}

describe('planGroups', () => {
  it('takes the longest common beginning as the prefix', () => {
    const groups = plan([prompt(0, [1, 2, 3, 4]), prompt(1, [1, 2, 5]), prompt(2, [1, 2, 3, 9])]);
    expect(groups).toEqual([
      {
        subject: 'mmlu/birds/test',
        kind: 'logit',
        prefix: [1, 2],
        suffixes: [
          { questionId: 'mmlu/birds/test/0', ids: [3, 4], letterIds: [[1], [2], [3], [10]] },
          { questionId: 'mmlu/birds/test/1', ids: [5], letterIds: [[1], [2], [3], [11]] },
          { questionId: 'mmlu/birds/test/2', ids: [3, 9], letterIds: [[1], [2], [3], [12]] },
        ],
      },
    ]);
  });

  it('leaves every question a token', () => {
    expect(plan([prompt(0, [1, 2]), prompt(1, [1, 2, 3])])[0]?.prefix).toEqual([1]);
    expect(plan([prompt(0, [1, 2]), prompt(1, [1, 2])])[0]?.suffixes.map(({ ids }) => ids)).toEqual([
      [2],
      [2],
    ]);
    expect(plan([prompt(0, [1, 2, 3]), prompt(1, [1])])[0]?.prefix).toEqual([]);
  });

  it('groups by the shots that were kept', () => {
    const groups = plan([
      prompt(0, [1, 2, 3, 4]),
      prompt(1, [1, 2, 9], { shotsUsed: 4 }),
      prompt(2, [1, 2, 3, 5]),
      prompt(3, [1, 2, 8], { shotsUsed: 4 }),
    ]);
    expect(groups.map(({ prefix }) => prefix)).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
    expect(wholeIds(groups).map(([id]) => id.at(-1))).toEqual(['0', '2', '1', '3']);
  });

  it('leaves prompts alone that lost tokens on the left, and those without neighbours', () => {
    const groups = plan([
      prompt(0, [7, 8, 9], { shotsUsed: 0, tokensCut: 5 }),
      prompt(1, [7, 8, 1], { shotsUsed: 0, tokensCut: 2 }),
      prompt(2, [7, 8, 2], { shotsUsed: 0 }),
    ]);
    expect(groups.map(({ prefix, suffixes }) => [prefix.length, suffixes.length])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });

  it('gives each question an empty prefix without reuse', () => {
    const prompts = [prompt(0, [1, 2, 3]), prompt(1, [1, 2, 4])];
    expect(
      plan(prompts, false).map(({ prefix, suffixes }) => [prefix, suffixes.map(({ ids }) => ids)]),
    ).toEqual([
      [[], [[1, 2, 3]]],
      [[], [[1, 2, 4]]],
    ]);
  });

  it('plans nothing for nothing', () => {
    expect(plan([])).toEqual([]);
    expect(minimumTokens([])).toBe(0);
  });
});

describe('any plan', () => {
  let state = 7;
  function random(below: number): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  }

  function randomPrompts(): PlannedPrompt[] {
    return Array.from({ length: random(12) }, (_, index) =>
      prompt(
        index,
        Array.from({ length: 1 + random(20) }, (__, position) => (random(10) < position ? random(3) : 0)),
        { shotsUsed: random(3), tokensCut: random(8) === 0 ? 1 : 0 },
      ),
    );
  }

  it('keeps every prompt whole, once, and costs no more than one by one', () => {
    for (let round = 0; round < 200; round++) {
      const prompts = randomPrompts();
      const own = prompts.map(({ questionId, ids }): [string, readonly number[]] => [questionId, ids]);
      const total = prompts.reduce((sum, { ids }) => sum + ids.length, 0);
      for (const reuse of [true, false]) {
        const groups = plan(prompts, reuse);
        expect(new Map(wholeIds(groups))).toEqual(new Map(own));
        expect(wholeIds(groups)).toHaveLength(prompts.length);
        expect(groups.every(({ suffixes }) => suffixes.every(({ ids }) => ids.length > 0))).toBe(true);
        expect(computedTokens(groups)).toBe(
          groups.reduce(
            (sum, group) => sum + group.prefix.length + group.suffixes.flatMap(({ ids }) => ids).length,
            0,
          ),
        );
      }
      expect(computedTokens(plan(prompts, false))).toBe(total);
      expect(minimumTokens(prompts)).toBe(computedTokens(plan(prompts)));
      expect(minimumTokens(prompts)).toBeLessThanOrEqual(total);
    }
  });
});
