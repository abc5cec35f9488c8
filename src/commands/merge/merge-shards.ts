import { InputError } from '../../errors.ts';
import type { JournalEntry } from '../../records.ts';
import type { RunReport } from '../../report/run-report.ts';
import { runId } from '../../results/identity.ts';
import type { RunRecord } from '../../results/run-record.ts';
import { fiveshotVersion } from '../version.ts';
import { assertNoRun, writeRun } from '../write-run.ts';
import { readShards, shardName, type StoredShard } from './read-shards.ts';

/** What was merged. */
export interface Merged {
  readonly record: RunRecord;
  readonly entries: readonly JournalEntry[];
  readonly report: RunReport;
  /** What is not there, one text a shard; empty where the run is whole. */
  readonly missing: readonly string[];
}

/**
 * Joins the shards of a run into a run folder with the id and the verdicts of the run in one piece.
 * Throws InputError where they are not of one run, where a shard or a part of one is missing and that was not allowed, or
 * where the folder has a run already.
 */
export async function mergeShards(
  folders: readonly string[],
  { out, allowIncomplete }: { readonly out: string; readonly allowIncomplete: boolean },
): Promise<Merged> {
  await assertNoRun(out, 'a merge');
  const shards = await readShards(folders);
  const missing = missingOf(shards);
  if (missing.length > 0 && !allowIncomplete) {
    throw new InputError(
      `${missing.join('; ')}: complete them, or merge what is there, marked, with --allow-incomplete.`,
    );
  }
  const record = mergedRecord(shards);
  const entries = shards.flatMap((shard) => shard.entries);
  return { record, entries, report: await writeRun(out, record, entries), missing };
}

function missingOf(shards: readonly StoredShard[]): string[] {
  const of = shards[0]?.record.shard.of ?? 0;
  return Array.from({ length: of }, (_, position) => {
    const index = position + 1;
    const shard = shards.find(({ record }) => record.shard.index === index);
    if (shard === undefined) return `shard ${index} of ${of} is missing`;
    const { questions } = shard.record.shard;
    if (shard.entries.length === questions) return null;
    return `${shard.folder}, ${shardName(shard)}, has ${shard.entries.length} of its ${questions} questions`;
  }).filter((text) => text !== null);
}

function mergedRecord(shards: readonly StoredShard[]): RunRecord {
  const [first] = shards;
  if (first === undefined) throw new RangeError('a merge has a shard');
  const { shard, flips: _ofShard, ...whole } = first.record;
  const record: RunRecord = {
    ...whole,
    version: fiveshotVersion(),
    // Reuse changes no answer, and shards may differ in it.
    settings: { ...whole.settings, reuse: shards.every((one) => one.record.settings.reuse) },
    ...flipsOf(shards),
    merged: { of: shard.of, shards: shards.map(originOf) },
    host: null,
    ...span(shards.map((one) => one.record)),
  };
  return { ...record, id: runId(record) };
}

/** The samples of all shards that have one are one larger sample. */
function flipsOf(shards: readonly StoredShard[]): Pick<RunRecord, 'flips'> {
  const found = shards.map(({ record }) => record.flips).filter((flips) => flips !== undefined);
  if (found.length === 0) return {};
  const sum = (key: 'questions' | 'flips' | 'sure'): number => found.reduce((all, one) => all + one[key], 0);
  return { flips: { questions: sum('questions'), flips: sum('flips'), sure: sum('sure') } };
}

function originOf({ record }: StoredShard): NonNullable<RunRecord['merged']>['shards'][number] {
  const { shard, version, host, started, finished } = record;
  return { index: shard.index, version, host, started, finished };
}

/** From the first beginning to the last end; no end where one shard has none. */
function span(
  shards: readonly Pick<RunRecord, 'started' | 'finished'>[],
): Pick<RunRecord, 'started' | 'finished'> {
  const starts = shards.map(({ started }) => started).toSorted(byTime);
  const ends = shards.map(({ finished }) => finished);
  const known = ends.filter((end) => end !== null).toSorted(byTime);
  return {
    started: starts[0] ?? '',
    finished: known.length === ends.length ? (known.at(-1) ?? null) : null,
  };
}

function byTime(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}
