import { InputError } from '../../errors.ts';
import { firstDifference } from '../../results/identity.ts';
import type { RunRecord } from '../../results/run-record.ts';
import { readStoredRun, type StoredRun } from '../stored-run.ts';

type ShardRecord = RunRecord & {
  readonly shard: NonNullable<RunRecord['shard']>;
  readonly host: NonNullable<RunRecord['host']>;
};

/** A shard as its folder has it. */
export interface StoredShard extends StoredRun {
  readonly folder: string;
  readonly record: ShardRecord;
}

/**
 * Reads shards of one run, in their order.
 * Throws InputError where a folder is no shard, where two are the same one or have a question both, and where one is of
 * another run than the first.
 */
export async function readShards(folders: readonly string[]): Promise<readonly StoredShard[]> {
  const shards: StoredShard[] = [];
  for (const folder of folders) {
    const shard = await readShard(folder);
    const [first] = shards;
    if (first !== undefined) assertOfOneRun(first, shard);
    const same = shards.find(({ record }) => record.shard.index === shard.record.shard.index);
    if (same !== undefined) {
      throw new InputError(`${same.folder} and ${folder} are both ${shardName(shard)}: name one of them.`);
    }
    shards.push(shard);
  }
  assertApart(shards);
  return shards.toSorted((a, b) => a.record.shard.index - b.record.shard.index);
}

/** As `shard 2 of 3`. */
export function shardName({ record: { shard } }: Pick<StoredShard, 'record'>): string {
  return `shard ${shard.index} of ${shard.of}`;
}

async function readShard(folder: string): Promise<StoredShard> {
  const { record, entries } = await readStoredRun(folder);
  const { shard, host } = record;
  if (shard === undefined || host === null) {
    throw new InputError(
      `${folder} holds ${kindOf(record)} and no shard: name folders that fiveshot run --shard i/n made.`,
    );
  }
  if (entries.length > shard.questions) {
    throw new InputError(
      `${folder} has ${entries.length} questions, more than the ${shard.questions} of its shard: restore its journal.`,
    );
  }
  return { folder, record: { ...record, shard, host }, entries };
}

function kindOf({ imported, merged }: RunRecord): string {
  if (imported !== undefined) return 'an imported run';
  return merged === undefined ? 'a whole run' : 'a merged run';
}

function assertOfOneRun(first: StoredShard, other: StoredShard): void {
  // Their places apart, all that decides the answers and the cut has to agree.
  const unplaced = ({ record }: StoredShard) => ({ ...record, shard: { ...record.shard, index: 1 } });
  const difference = firstDifference(unplaced(first), unplaced(other));
  if (difference === null) return;
  const { fact, is, before, now } = difference;
  throw new InputError(
    `${first.folder} and ${other.folder} are no shards of one run: the ${fact} ${is} ${before} in the first and ${now} in the second.`,
  );
}

function assertApart(shards: readonly StoredShard[]): void {
  const folderOf = new Map<string, string>();
  for (const { folder, entries } of shards) {
    for (const { id } of entries) {
      const other = folderOf.get(id);
      if (other !== undefined) {
        throw new InputError(
          `${other} and ${folder} both have ${id}, which is in one shard only: restore their journals, or run one of them again.`,
        );
      }
      folderOf.set(id, folder);
    }
  }
}
