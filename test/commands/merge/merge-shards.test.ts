import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeShards } from '../../../src/commands/merge/merge-shards.ts';
import { writeRun } from '../../../src/commands/write-run.ts';
import { InputError } from '../../../src/errors.ts';
import { readJournal } from '../../../src/results/journal.ts';
import { readRun } from '../../../src/results/run-folder.ts';
import { runId } from '../../../src/results/identity.ts';
import type { RunRecord } from '../../../src/results/run-record.ts';
import { entryOf, HOST, runRecordOf, temporaryFolder } from '../../results/records.ts';

const [mmlu] = runRecordOf().benchmarks;
if (mmlu === undefined) throw new Error('the record has a benchmark');
const subject = { subject: 'anatomy', split: 'test', total: 6 } as const;

const recordOf = (index: number, changes: Partial<RunRecord> = {}): RunRecord =>
  runRecordOf({
    benchmarks: [{ ...mmlu, subjects: [subject] }],
    shard: { index, of: 3, questions: 2 },
    ...changes,
  });

const entries = (...indexes: number[]) =>
  indexes.map((index) => entryOf(index, { id: `mmlu/anatomy/test/${index}` }));

/** The first two shards of three, `one` and `two`, and a folder to merge into. */
async function shards() {
  const folder = await temporaryFolder();
  const at = (name: string): string => join(folder, name);
  const write = async (name: string, record: RunRecord, own = entries(0, 1)): Promise<string> => {
    await writeRun(at(name), record, own);
    return at(name);
  };
  const one = await write('one', recordOf(1, { finished: '2026-11-23T19:00:00Z' }));
  const two = await write(
    'two',
    recordOf(2, {
      host: { ...HOST, cpu: 'another processor' },
      started: '2026-11-23T17:00:00Z',
      finished: '2026-11-23T18:30:00Z',
    }),
    entries(2, 3),
  );
  return { at, write, one, two };
}

const strict = (out: string) => ({ out, allowIncomplete: false });

describe('merging shards', () => {
  it('makes one sample of those that the shards compared with fp32', async () => {
    const { at, write, two } = await shards();
    const one = await write('sampled', recordOf(1, { flips: { questions: 16, flips: 2, sure: 1 } }));
    const three = await write(
      'three',
      recordOf(3, { flips: { questions: 20, flips: 1, sure: 0 } }),
      entries(4, 5),
    );
    await mergeShards([one, two, three], strict(at('out')));
    expect((await readRun(at('out'))).flips).toEqual({ questions: 36, flips: 3, sure: 1 });
  });

  it('makes the run in one piece, with all machines and times', async () => {
    const { at, write, one, two } = await shards();
    const three = await write('three', recordOf(3, { finished: '2026-11-23T18:10:00Z' }), entries(4, 5));
    const { missing } = await mergeShards([three, one, two], strict(at('out')));
    expect(missing).toEqual([]);
    expect((await readJournal(at('out'))).map(({ id }) => id)).toEqual(
      entries(0, 1, 2, 3, 4, 5).map(({ id }) => id),
    );
    const record = await readRun(at('out'));
    const { shard: _, ...whole } = recordOf(1);
    expect(record.id).toBe(runId(whole));
    expect(record.host).toBeNull();
    expect(record.merged?.shards.map(({ index, host }) => [index, host.cpu])).toEqual([
      [1, 'a processor'],
      [2, 'another processor'],
      [3, 'a processor'],
    ]);
    expect([record.started, record.finished]).toEqual(['2026-11-23T17:00:00Z', '2026-11-23T19:00:00Z']);
  });

  it('names missing shards and questions, and merges without them where that is allowed', async () => {
    const { at, write, one } = await shards();
    const three = await write('three', recordOf(3), entries(4));
    const merge = (allowIncomplete: boolean) =>
      mergeShards([one, three], { out: at('out'), allowIncomplete });
    await expect(merge(false)).rejects.toThrow(
      `shard 2 of 3 is missing; ${three}, shard 3 of 3, has 1 of its 2 questions: complete them, or merge what is there, marked, with --allow-incomplete.`,
    );
    const { report, missing } = await merge(true);
    expect(missing).toHaveLength(2);
    expect(report.summaries[0]?.notes).toContain('merged from shards 1 and 3 of 3: a part of the run');
    // The third was not finished, so that neither is the whole.
    expect((await readRun(at('out'))).finished).toBeNull();
  });

  it('refuses the same shard twice', async () => {
    const { at, write, one } = await shards();
    const again = await write('again', recordOf(1));
    await expect(mergeShards([one, again], strict(at('out')))).rejects.toThrow(
      `${one} and ${again} are both shard 1 of 3: name one of them.`,
    );
  });

  it('refuses shards that share a question', async () => {
    const { at, write, one } = await shards();
    const over = await write('over', recordOf(2), entries(1, 2));
    await expect(mergeShards([one, over], strict(at('out')))).rejects.toThrow(
      `${one} and ${over} both have mmlu/anatomy/test/1,`,
    );
  });

  it('refuses more questions than a shard has', async () => {
    const { at, write, one } = await shards();
    const over = await write('over', recordOf(2), entries(2, 3, 4));
    await expect(mergeShards([one, over], strict(at('out')))).rejects.toThrow('more than the 2 of its shard');
  });

  it.each<[string, Partial<RunRecord>, string]>([
    ['model', { model: { ...runRecordOf().model, sha256: '9'.repeat(64) } }, 'the model hash is 1'],
    ['recipe', { recipe: 'official-1' }, 'the recipe is card-1 in the first and official-1 in the second'],
    ['cut', { shard: { index: 2, of: 4, questions: 2 } }, 'the number of shards is 3 in the first and 4'],
    [
      'limit',
      { settings: { ...runRecordOf().settings, limit: 2 } },
      'the limit of questions a subject is none in the first and 2 in the second',
    ],
    [
      'data',
      { benchmarks: [{ ...mmlu, subjects: [subject], files: [{ name: 'x', sha256: '7'.repeat(64) }] }] },
      "the hash of mmlu's test/optics_test.csv is 3",
    ],
  ])('refuses another %s', async (_, changes, message) => {
    const { at, write, one } = await shards();
    const other = await write('other', recordOf(2, changes), entries(2, 3));
    const merging = mergeShards([one, other], strict(at('out')));
    await expect(merging).rejects.toThrow(InputError);
    await expect(merging).rejects.toThrow(`${one} and ${other} are no shards of one run: ${message}`);
  });

  it('refuses a run that is no shard, and a folder that has a run', async () => {
    const { at, write, one, two } = await shards();
    const { shard: _, ...whole } = recordOf(1);
    const run = await write('whole', whole);
    await expect(mergeShards([one, run], strict(at('out')))).rejects.toThrow(
      'holds a whole run and no shard',
    );
    await mergeShards([one, two], { out: at('merged'), allowIncomplete: true });
    await expect(mergeShards([at('merged')], strict(at('out')))).rejects.toThrow('holds a merged run');
    await expect(mergeShards([one, two], strict(two))).rejects.toThrow(`${two} has a run already`);
  });
});
