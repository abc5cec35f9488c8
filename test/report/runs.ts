import type { RunReport } from '../../src/report/run-report.ts';
import { aggregate, type AggregateInput } from '../../src/scoring/aggregate.ts';
import { madeEntries } from '../scoring/diagnostics/reference.ts';
import { entries, fullInput, rule } from '../scoring/exam.ts';

function runOf(
  id: string,
  model: string,
  changes: Partial<AggregateInput>,
  limit: number | null = null,
): RunReport {
  return {
    facts: { id, model, precision: 'fp32', letters: { mmlu: 'upstream' }, shots: 5, maxTokens: null, limit },
    summaries: [aggregate({ ...fullInput(), ...changes })],
  };
}

/** Every question answered: pooled 6 of 16. */
export const full = runOf('0a0a0a0a0a0a', 'complete-1b', {});

/** A limit of 4 a subject, a failed question, shots and tokens lost, a deviation: drama 1 of 3. */
export const partial = runOf(
  '1b1b1b1b1b1b',
  'partial-7b',
  {
    recipe: { ...rule, deviations: ['counts tokens by its own tokenizer'] },
    entries: [
      ...entries('optics', 'AB', '++'),
      ...entries('botany', 'AABC', '+-+-', { shotsUsed: 2, tokensCut: 30 }).slice(0, 1),
      ...entries('botany', 'AABC', '+-+-', { shotsUsed: 3 }).slice(1),
      ...entries('drama', 'DDDD', '!+--'),
    ],
  },
  4,
);

/** Drama was run and failed, botany was not run. */
export const missing = runOf('2c2c2c2c2c2c', 'missing-3b', {
  selected: fullInput().selected.filter((one) => one.subject !== 'botany'),
  entries: [...entries('optics', 'AB', '-+'), ...entries('drama', 'DD', '!=')],
});

/** A split without answers. */
export const unlabelled = runOf('3d3d3d3d3d3d', 'blind-2b', {
  entries: [
    ...entries('optics', '', '??'),
    ...entries('botany', '', '????'),
    ...entries('drama', '', '??????????'),
  ],
});

/** The journal that NumPy and SciPy diagnosed. */
export const diagnosed = runOf('4e4e4e4e4e4e', 'made-1b', {
  selected: [...madeEntries].map(([subject, own]) => ({ subject, split: 'test', total: own.length })),
  entries: [...madeEntries.values()]
    .flat()
    .map((entry) => Object.assign({ shotsUsed: 5, tokensCut: 0 }, entry)),
});

/** Names that want to be markup, and control characters that want to be obeyed. */
export const hostile: RunReport = {
  facts: {
    ...full.facts,
    model: 'a|b`c`\\d*e*_f_<script>&[x](y)\n\u001b[31mred\u009b0m\u202Eevil\u0007',
  },
  summaries: [aggregate({ ...fullInput(), notes: ['<b>note</b>\r\n| cell |'] })],
};
