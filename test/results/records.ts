import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JournalEntry } from '../../src/records.ts';
import { RUN_SCHEMA, type RunRecord } from '../../src/results/run-record.ts';

/** An empty folder that goes with its test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fiveshot-results-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A right answer to question `index`, with fields changed as asked. */
export function entryOf(index: number, changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id: `mmlu/optics/test/${index}`,
    chosen: 'B',
    gold: 'B',
    outcome: 'right',
    scores: [-1.5, 2.25, 0, -4],
    kind: 'logit',
    letterMass: 0.5,
    probabilities: [0.02, 0.88, 0.09, 0.01],
    margin: 2.25,
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
    host: { os: 'linux', cpu: 'a processor', cores: 2, node: 'v20.20.2', onnxruntime: '1.30.0' },
    started: '2026-11-23T18:00:00Z',
    finished: null,
    ...changes,
  };
}
