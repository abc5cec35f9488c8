import { describe, expect, it } from 'vitest';
import type { AverageRule } from '../../src/records.ts';
import { formatPercent } from '../../src/report/percent.ts';
import { aggregate } from '../../src/scoring/aggregate.ts';
import { choice } from './exam.ts';

/**
 * Baichuan-7B on MMLU, [right, questions] of each subject: the question counts of the published test split, the right
 * answers measured from the bar chart of its repository. By category as in hendrycks/test (anatomy in Other).
 */
const BAICHUAN: Record<string, [number, number][]> = {
  Humanities: [
    [32, 126],
    [73, 165],
    [94, 204],
    [92, 237],
    [69, 121],
    [53, 108],
    [71, 163],
    [149, 346],
    [257, 895],
    [150, 311],
    [158, 324],
    [503, 1534],
    [105, 171],
  ],
  'Social Sciences': [
    [32, 114],
    [107, 198],
    [117, 193],
    [144, 390],
    [91, 238],
    [313, 545],
    [75, 131],
    [272, 612],
    [56, 110],
    [123, 245],
    [117, 201],
    [58, 100],
  ],
  STEM: [
    [29, 100],
    [74, 152],
    [60, 144],
    [34, 100],
    [44, 100],
    [31, 100],
    [26, 102],
    [61, 100],
    [85, 235],
    [71, 145],
    [101, 378],
    [135, 310],
    [62, 203],
    [37, 100],
    [65, 270],
    [41, 151],
    [74, 216],
    [43, 112],
  ],
  Other: [
    [60, 135],
    [55, 100],
    [117, 265],
    [71, 173],
    [21, 100],
    [110, 223],
    [57, 103],
    [145, 234],
    [50, 100],
    [480, 783],
    [140, 306],
    [93, 282],
    [92, 272],
    [69, 166],
  ],
};

/** C-Eval's subjects by category; every subject of a category with the card's accuracy of that category, in tenths. */
const CEVAL_SIZES = { STEM: 20, 'Social Sciences': 10, Humanities: 11, Others: 11 };

function summarise(byCategory: Record<string, readonly (readonly [number, number])[]>, average: AverageRule) {
  const subjects = Object.entries(byCategory).flatMap(([category, counts]) =>
    counts.map(([right, total], index) => ({
      id: `${category}-${index}`,
      category,
      right,
      total,
      byDefault: true,
    })),
  );
  const summary = aggregate({
    benchmark: {
      id: 'mmlu',
      title: 'MMLU',
      subjects,
      columns: [
        ...Object.keys(byCategory).map((category) => ({
          name: category,
          over: { kind: 'category', category } as const,
        })),
        { name: 'Average', over: { kind: 'default-subjects' } },
      ],
      alsoReported: [],
    },
    recipe: { id: 'r', average: { total: average, category: average }, decimals: 1, deviations: [] },
    selected: subjects.map(({ id, total }) => ({ subject: id, split: 'test', total })),
    entries: subjects.flatMap(({ id, right, total }) =>
      Array.from({ length: total }, (_, index) => ({
        id: `mmlu/${id}/test/${index}`,
        outcome: index < right ? ('right' as const) : ('wrong' as const),
        gold: 'A',
        shotsUsed: 5,
        tokensCut: 0,
        ...choice(index < right ? 'A' : 'B'),
      })),
    ),
    letters: ['A', 'B', 'C', 'D'],
  });
  return {
    totals: summary.groups.map((group) => group.total),
    percents: summary.groups.map((group) => formatPercent(group.accuracy ?? Number.NaN, 1)),
    accuracies: summary.groups.map((group) => group.accuracy ?? Number.NaN),
  };
}

describe("the card's arithmetic", () => {
  it("gives Baichuan-7B's MMLU row by pooling: 38.4, 48.9, 35.6, 48.1, 42.3", () => {
    const { totals, percents } = summarise(BAICHUAN, 'pooled');
    expect(totals).toEqual([4705, 3077, 3018, 3242, 14042]);
    expect(percents).toEqual(['38.4', '48.9', '35.6', '48.1', '42.3']);
  });

  it('does not give it by the mean over subjects', () => {
    expect(summarise(BAICHUAN, 'subject-mean').percents).toEqual(['43.6', '49.5', '36.8', '45.5', '43.2']);
  });

  it.each([
    // Card: STEM, Social Sciences, Humanities, Others; rebuilt mean over 52 subjects; printed Average.
    ['GPT-4', [67.1, 77.6, 64.5, 67.8], 68.717, 68.7],
    ['BLOOMZ-7B', [31.3, 43.5, 36.6, 35.6], 35.677, 35.7],
    ['baichuan-7B', [38.2, 52.0, 46.2, 39.3], 42.779, 42.8],
  ])(
    "gives %s's C-Eval average as the mean over subjects",
    (_model, [stem, social, humanities, others], rebuilt, card) => {
      const tenths = { STEM: stem, 'Social Sciences': social, Humanities: humanities, Others: others };
      const byCategory = Object.fromEntries(
        Object.entries(CEVAL_SIZES).map(([category, size], place) => {
          const accuracy = Object.values(tenths)[place] ?? Number.NaN;
          return [category, Array.from({ length: size }, () => [Math.round(accuracy * 10), 1000] as const)];
        }),
      );
      const average = (summarise(byCategory, 'subject-mean').accuracies.at(-1) ?? Number.NaN) * 100;
      expect(average).toBeCloseTo(rebuilt, 3);
      expect(Math.abs(average - card)).toBeLessThan(0.1);
    },
  );
});
