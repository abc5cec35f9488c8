import { describe, expect, it } from 'vitest';
import { stretchesOf } from '../../src/engine/shards.ts';

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + Math.floor((state / 2 ** 32) * most);
  };
}

/** Subjects as exams have them: shots that cost as much as some questions, then the questions. */
function subjects(seed: number): number[][] {
  const upTo = numbers(seed);
  return Array.from({ length: upTo(60) }, () => {
    const shots = upTo(3000);
    return Array.from({ length: upTo(200) }, (_, index) => upTo(600) + (index === 0 ? shots : 0));
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
const all = (costs: number[][], of: number) =>
  Array.from({ length: of }, (_, position) => stretchesOf(costs, { index: position + 1, of }));

describe('shards', () => {
  it('have each question once, as one stretch a subject, in the order of the run', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const costs = subjects(seed);
      for (const of of [1, 2, 3, 7, 64]) {
        const asked = all(costs, of).flatMap((stretches) =>
          stretches.flatMap(([from, to], subject) =>
            Array.from({ length: to - from }, (_, index) => `${subject}/${from + index}`),
          ),
        );
        expect(asked).toEqual(
          costs.flatMap((subject, number) => subject.map((_, index) => `${number}/${index}`)),
        );
      }
    }
  });

  it('cost about the same, and cut at most one subject each', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const costs = subjects(seed);
      for (const of of [2, 3, 7]) {
        const share = sum(costs.flat()) / of;
        const most = Math.max(...costs.flat());
        const cut = new Set<number>();
        for (const stretches of all(costs, of)) {
          const cost = sum(
            stretches.map(([from, to], subject) => sum(costs[subject]?.slice(from, to) ?? [])),
          );
          expect(Math.abs(cost - share)).toBeLessThanOrEqual(0.1 * share + most);
          for (const [subject, [from, to]] of stretches.entries()) {
            if (to > from && to - from < (costs[subject]?.length ?? 0)) cut.add(subject);
          }
        }
        expect(cut.size).toBeLessThan(of);
      }
    }
  });

  it('cut no subject where whole ones come out even enough', () => {
    const even = Array.from({ length: 8 }, () => Array.from({ length: 10 }, () => 5));
    expect(stretchesOf(even, { index: 2, of: 4 }).map(([from, to]) => to - from)).toEqual([
      0, 0, 10, 10, 0, 0, 0, 0,
    ]);
    // 52 and 48 of 100.
    const nearly = [Array.from({ length: 52 }, () => 1), Array.from({ length: 48 }, () => 1)];
    expect(stretchesOf(nearly, { index: 1, of: 2 })).toEqual([
      [0, 52],
      [0, 0],
    ]);
    // 70 and 30: half of the work is inside the first.
    const uneven = [Array.from({ length: 70 }, () => 1), Array.from({ length: 30 }, () => 1)];
    expect(stretchesOf(uneven, { index: 2, of: 2 })).toEqual([
      [50, 70],
      [0, 30],
    ]);
  });

  it('are empty where there are more of them than questions', () => {
    const lengths = all([[5], [5]], 4).map((stretches) => sum(stretches.map(([from, to]) => to - from)));
    expect(sum(lengths)).toBe(2);
    expect(lengths).toHaveLength(4);
  });

  it('take no question from nothing', () => {
    expect(stretchesOf([[], []], { index: 1, of: 2 })).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});
