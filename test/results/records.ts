import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JournalEntry } from '../../src/records.ts';
import { type Host, RUN_SCHEMA, type RunRecord } from '../../src/results/run-record.ts';

/** An empty folder that goes with its test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fiveshot-results-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A right answer to question `index`, with fields changed as asked; scores choose the letter unless they are changed too. */
export function entryOf(index: number, changes: Partial<JournalEntry> = {}): JournalEntry {
  const chosen = changes.chosen === undefined ? 'B' : changes.chosen;
  const { scores, probabilities, margin } = scoresFor(chosen);
  return {
    id: `mmlu/optics/test/${index}`,
    chosen,
    gold: 'B',
    outcome: 'right',
    scores,
    kind: 'logit',
    letterMass: 0.5,
    probabilities,
    margin,
    tie: false,
    promptSha256: 'a'.repeat(64),
    promptTokens: 120,
    shotsAsked: 5,
    shotsUsed: 5,
    tokensCut: 0,
    tokensComputed: 20,
    tokensReused: 100,
    milliseconds: 12.5,
    ...changes,
  };
}

/** The letter's score is 2.25, the others' are 0: e^2.25 = 9.487735836, and its sum with three ones 12.487735836. */
function scoresFor(chosen: string | null): Pick<JournalEntry, 'scores' | 'probabilities' | 'margin'> {
  if (chosen === null) return { scores: [], probabilities: [], margin: null };
  const byLetter = (own: number, other: number) =>
    ['A', 'B', 'C', 'D'].map((one) => (one === chosen ? own : other));
  return { scores: byLetter(2.25, 0), probabilities: byLetter(0.7597643, 0.0800786), margin: 2.25 };
}

export const HOST: Host = {
  os: 'linux',
  cpu: 'a processor',
  cores: 2,
  node: 'v20.20.2',
  onnxruntime: '1.30.0',
};

export function runRecordOf(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    schema: RUN_SCHEMA,
    id: '0123456789ab',
    version: '0.1.0',
    recipe: 'card-1',
    model: { name: 'tiny', sha256: '1'.repeat(64), tokenizerSha256: '2'.repeat(64) },
    precision: 'fp32',
    benchmarks: [
      {
        benchmark: 'mmlu',
        subjects: [
          { subject: 'optics', split: 'test', total: 12 },
          { subject: 'botany', split: 'test', total: 3 },
        ],
        files: [
          { name: 'test/optics_test.csv', sha256: '3'.repeat(64) },
          { name: 'test/botany_test.csv', sha256: '4'.repeat(64) },
        ],
        letterRule: 'upstream',
        letterIds: { A: [10], B: [11], C: [12], D: [13] },
      },
    ],
    settings: { shots: 5, limit: null, maxTokens: null, reuse: true },
    host: HOST,
    started: '2026-11-23T18:00:00Z',
    finished: null,
    ...changes,
  };
}
