import { describe, expect, it } from 'vitest';
import { computedTokens, minimumTokens, planGroups, type PlannedPrompt } from '../../src/engine/plan.ts';
import type { TokenGroup } from '../../src/records.ts';

function prompt(index: number, ids: readonly number[]): PlannedPrompt {
  return { questionId: `mmlu/birds/test/${index}`, ids, letterIds: [[1], [2], [3], [index + 10]] };
}

function plan(prompts: readonly PlannedPrompt[], reuse = true): readonly TokenGroup[] {
  return planGroups(prompts, { subject: 'mmlu/birds/test', kind: 'logit', reuse });
}

/** Forty tokens that no other word has: more than what a prefix must save to be worth a run. */
function word(id: number): number[] {
  return Array.from({ length: 40 }, (_, place) => 1000 * id + place);
}

function text(...words: readonly number[]): number[] {
  return words.flatMap(word);
}

/** What each group begins with, as the words of `text`, and the places of its questions. */
function outline(groups: readonly TokenGroup[]): [number[], number[]][] {
  return groups.map(({ prefix, suffixes }) => [
    prefix.filter((id) => id % 1000 === 0).map((id) => id / 1000),
    suffixes.map(({ questionId }) => Number(questionId.split('/').at(-1))),
  ]);
}

/** Question ids with the whole ids that a group gives them. */
function wholeIds(groups: readonly TokenGroup[]): [string, number[]][] {
  return groups.flatMap(({ prefix, suffixes }) =>
    suffixes.map(({ questionId, ids }): [string, number[]] => [questionId, [...prefix, ...ids]]),
  );
}

/** A beginning of a prompt is computed once, whoever has it; a prompt's last token is its own. */
function countBeginnings(prompts: readonly PlannedPrompt[]): number {
  const beginnings = new Set(
    prompts.flatMap(({ ids }) => ids.slice(0, -1).map((_, place) => ids.slice(0, place + 1).join(' '))),
  );
  return beginnings.size + prompts.length;
}

describe('planGroups', () => {
  it('has no prefix of one token, however many questions begin with it', () => {
    const prompts = Array.from({ length: 50 }, (_, index) => prompt(index, [1, 100 + index, 7]));
    expect(plan(prompts).map(({ prefix, suffixes }) => [prefix, suffixes.length])).toEqual([[[], 50]]);
    const two = prompts.map(({ ids }, index) => prompt(index, [1, ...ids]));
    expect(plan(two).map(({ prefix }) => prefix)).toEqual([[1, 1]]);
  });

  it('takes the longest common beginning as the prefix', () => {
    const shots = text(1);
    const groups = plan([prompt(0, [...shots, 3, 4]), prompt(1, [...shots, 5]), prompt(2, [...shots, 3, 9])]);
    expect(groups).toEqual([
      {
        subject: 'mmlu/birds/test',
        kind: 'logit',
        prefix: shots,
        suffixes: [
          { questionId: 'mmlu/birds/test/0', ids: [3, 4], letterIds: [[1], [2], [3], [10]] },
          { questionId: 'mmlu/birds/test/1', ids: [5], letterIds: [[1], [2], [3], [11]] },
          { questionId: 'mmlu/birds/test/2', ids: [3, 9], letterIds: [[1], [2], [3], [12]] },
        ],
      },
    ]);
  });

  it('leaves every question a token', () => {
    const shots = text(1);
    for (const [all, own] of [
      [
        [
          [...shots, 2],
          [...shots, 2, 3],
        ],
        [[2], [2, 3]],
      ],
      [
        [
          [...shots, 2],
          [...shots, 2],
        ],
        [[2], [2]],
      ],
      [[[...shots, 3], [...shots, 4], [1]], [[1]]],
    ] as const) {
      const [first] = plan(all.map((ids, index) => prompt(index, ids)));
      expect(first?.suffixes.map(({ ids }) => ids)).toEqual(own);
    }
  });

  it('walks the tree of shots in another order for every question, depth first', () => {
    const orders = [
      [1, 2, 3],
      [2, 1, 3],
      [1, 3, 2],
      [2, 3, 1],
      [1, 2, 3],
      [2, 1, 3],
      [3, 1, 2],
    ];
    const prompts = orders.map((order, index) => prompt(index, [...text(0, ...order), 7, 70 + index]));
    expect(outline(plan(prompts))).toEqual([
      [[0], [6]],
      [[0, 1], [2]],
      [
        [0, 1, 2, 3],
        [0, 4],
      ],
      [[0, 2], [3]],
      [
        [0, 2, 1, 3],
        [1, 5],
      ],
    ]);
  });

  it('lets prompts that kept fewer shots begin the longer ones', () => {
    const prompts = [
      prompt(0, [...text(1, 2), 5, 50]),
      prompt(1, [...text(1), 5, 51]),
      prompt(2, [...text(1, 2), 5, 52]),
      prompt(3, [...text(1), 5, 53]),
    ];
    expect(outline(plan(prompts))).toEqual([
      [[1], [1, 3]],
      [
        [1, 2],
        [0, 2],
      ],
    ]);
  });

  it('gives a few tokens that a few questions share no run of their own', () => {
    const groups = [31, 32].map((shared) =>
      plan([
        prompt(1, [...text(1), 1]),
        prompt(2, [...text(1), ...text(2).slice(0, shared), 2]),
        prompt(3, [...text(1), ...text(2).slice(0, shared), 3]),
      ]),
    );
    expect(groups.map(outline)).toEqual([
      [[[1], [1, 2, 3]]],
      [
        [[1], [1]],
        [
          [1, 2],
          [2, 3],
        ],
      ],
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

  function randomPrompts(most: number, part: (id: number) => readonly number[]): PlannedPrompt[] {
    return Array.from({ length: random(most) }, (_, index) =>
      prompt(
        index,
        Array.from({ length: 1 + random(12) }, (__, place) =>
          part(random(10) < place ? random(3) : 0),
        ).flat(),
      ),
    );
  }

  it('keeps every prompt whole, once, and costs no more than one by one', () => {
    for (let round = 0; round < 200; round++) {
      const prompts = randomPrompts(30, (id) => Array.from({ length: 1 + random(20) }, () => id));
      const own = prompts.map(({ questionId, ids }): [string, readonly number[]] => [questionId, ids]);
      const total = prompts.reduce((sum, { ids }) => sum + ids.length, 0);
      for (const reuse of [true, false]) {
        const groups = plan(prompts, reuse);
        expect(new Map(wholeIds(groups))).toEqual(new Map(own));
        expect(wholeIds(groups)).toHaveLength(prompts.length);
        const suffixes = groups.flatMap((group) => group.suffixes);
        expect(suffixes.every(({ ids }) => ids.length > 0)).toBe(true);
        expect(groups.every((group) => group.suffixes.length > 0)).toBe(true);
      }
      expect(computedTokens(plan(prompts, false))).toBe(total);
      expect(computedTokens(plan(prompts))).toBeLessThanOrEqual(total);
      expect(minimumTokens(prompts)).toBe(countBeginnings(prompts));
      // A place where prompts part, of which there are fewer than prompts, may be left out for less than 32 tokens.
      const most = minimumTokens(prompts) + 31 * Math.max(0, prompts.length - 1);
      expect(computedTokens(plan(prompts))).toBeLessThanOrEqual(most);
    }
  });

  it('computes each beginning once where all that is shared is worth a run', () => {
    for (let round = 0; round < 20; round++) {
      // An end of its own, so that none is a beginning of another.
      const prompts = randomPrompts(30, word).map(({ ids }, index) => prompt(index, [...ids, index]));
      expect(computedTokens(plan(prompts))).toBe(countBeginnings(prompts));
    }
  });
});
