import { benchmarks } from '../../src/benchmarks/index.ts';
import type { DetailedRun } from '../../src/report/run-details.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { aggregate } from '../../src/scoring/aggregate.ts';
import { createRandom } from '../../src/scoring/statistics/random.ts';
import { runRecordOf } from '../results/records.ts';
import { diagnosed as diagnosedEntry, LETTERS } from '../scoring/diagnostics/reference.ts';
import { full } from './runs.ts';

/** A run with its record. */
interface RecordedRun extends DetailedRun {
  readonly details: RunRecord;
}

/** A run with all that its page tells of it. */
export function detailed(run: RunReport): RecordedRun {
  const { id, model: name } = run.facts;
  const record = runRecordOf({ finished: '2026-11-23T18:05:00Z' });
  return { ...run, details: { ...record, id, model: { ...record.model, name } } };
}

/** A run of every subject of the four exams, with subjects in and out of line. */
export function wholeRun(index: number): RecordedRun {
  const random = createRandom([index + 1, 2, 3, 4]);
  const record = runRecordOf();
  const run = String(index).padStart(12, '0');
  const model = `a-model-with-a-long-name-${index}-7b-instruct`;
  const questions = 12;
  const summaries = benchmarks.map((benchmark) => {
    const subjects = benchmark.subjects.filter(({ byDefault }) => byDefault);
    return aggregate({
      benchmark,
      recipe: {
        id: 'card-1',
        average: { total: 'pooled', category: 'pooled' },
        decimals: 2,
        deviations: ['What it does otherwise.'],
      },
      selected: subjects.map(({ id }) => ({ subject: id, split: 'test', total: questions })),
      letters: LETTERS,
      entries: subjects.flatMap(({ id }, place) =>
        Array.from({ length: questions }, (_, row) => {
          const gold = LETTERS[Math.floor(random() * 4)] ?? 'A';
          const scores = LETTERS.map((letter) => 3 * random() + (letter === gold ? place % 3 : 0));
          return {
            ...diagnosedEntry(`${benchmark.id}/${id}/test/${row}`, { gold, scores, letterMass: random() }),
            shotsUsed: 5,
            tokensCut: 0,
          };
        }),
      ),
    });
  });
  const exams = benchmarks.map(({ id, subjects }) => ({
    benchmark: id,
    subjects: [],
    files: subjects.flatMap((subject) =>
      ['dev', 'test'].map((split) => ({
        name: `${split}/${subject.id}_${split}.csv`,
        sha256: '7'.repeat(64),
      })),
    ),
    letterRule: 'upstream' as const,
    letterIds: { A: [32], B: [33], C: [34], D: [35] },
  }));
  return {
    facts: { ...full.facts, id: run, model },
    summaries,
    details: { ...record, id: run, benchmarks: exams, model: { ...record.model, name: model } },
  };
}
