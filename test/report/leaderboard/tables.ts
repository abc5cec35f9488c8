import type { PublishedTable } from '../../../src/records.ts';
import {
  buildLeaderboard,
  buildSampleLeaderboard,
  type LeaderboardRun,
} from '../../../src/report/leaderboard/build.ts';
import type { LeaderboardChoice } from '../../../src/report/leaderboard/choice.ts';
import type { RunReport } from '../../../src/report/run-report.ts';
import { full, hostile, missing, partial } from '../runs.ts';

/** A published table of the small exam: a missing cell, two marks, two decimals in every value. */
const published: PublishedTable = {
  table: 'small',
  benchmark: 'mmlu',
  title: 'Small exam',
  source: { document: 'Small card', url: 'https://example.org/card', date: '2026-01-02' },
  shots: 5,
  split: 'test',
  decimals: 2,
  head: 'Model 5-shot',
  columns: ['Average', 'Science', 'Arts'],
  footnotes: { '*': 'By its vendor.', '0': 'By the card.', '9': 'Of no row.' },
  obtained: { card: 'measured by the card', vendor: 'by its vendor' },
  rows: [
    {
      printed: 'first-7b',
      model: 'first-7b',
      marks: ['0'],
      obtained: 'card',
      values: ['34.50', '62.50', '20.00'],
    },
    {
      printed: 'Second 7B',
      model: 'second-7b',
      marks: ['*'],
      obtained: 'vendor',
      values: ['51.00', null, null],
    },
  ],
};

export const runOf = (
  { facts, summaries }: RunReport,
  faults: readonly string[] = [],
  samples = false,
): LeaderboardRun => {
  const [summary] = summaries;
  if (summary === undefined) throw new Error('a made run has a summary');
  return { facts, summary, faults, samples };
};

const runs = [
  runOf(full),
  runOf(partial, ['only 9 of 16 questions were asked']),
  runOf(missing, ["only 2 of the exam's 3 subjects were run"]),
];

export const make = (choice: Partial<LeaderboardChoice> = {}, own: readonly LeaderboardRun[] = runs) =>
  buildLeaderboard({
    table: published,
    average: 'Average',
    runs: own,
    choice: { rows: 'all', order: 'card', ...choice },
  });

/** Names and notes that want to be markup in every format. */
export const hostileTable = buildLeaderboard({
  table: {
    ...published,
    title: '</h2>} | `t`',
    columns: ['Average', '=SUM(A1)', '<i>$x_1$'],
    footnotes: { '*': '</li><script>alert(1)</script> \\input{x}', '0': '| cell |\n# head', '9': '' },
    rows: [
      {
        printed: '=HYPERLINK("x","y")',
        model: '@m',
        marks: ['*', '0'],
        obtained: 'card',
        values: ['34.50', null, null],
      },
      { printed: '[a](b)&amp;"', model: '-m', marks: [], obtained: 'card', values: ['34.50', null, null] },
    ],
  },
  average: 'Average',
  runs: [
    runOf({
      ...hostile,
      facts: {
        ...hostile.facts,
        model: `${hostile.facts.model}<!-- /fiveshot:leaderboard -->\n<!-- x -->%#{}^~$\\`,
      },
    }),
  ],
  choice: { rows: 'all', order: 'card' },
});

export const sampleTable = buildSampleLeaderboard({
  table: published,
  average: 'Average',
  runs: [runOf(full, ["its questions are fiveshot's samples"], true), runOf(partial, [], true), runOf(full)],
  choice: { rows: 'all', order: 'average' },
});
