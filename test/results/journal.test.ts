import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { JournalEntry } from '../../src/records.ts';
import { JOURNAL_FILE, openJournal, readJournal, readKeptJournal } from '../../src/results/journal.ts';
import { entryOf, temporaryFolder } from './records.ts';

function lineOf(entry: unknown): string {
  return `${JSON.stringify(entry)}\n`;
}

async function folderWith(content: string | Uint8Array): Promise<{ folder: string; path: string }> {
  const folder = await temporaryFolder();
  const path = join(folder, JOURNAL_FILE);
  await writeFile(path, content);
  return { folder, path };
}

describe('journal', () => {
  it('has each line in the file when its append resolves', async () => {
    const folder = await temporaryFolder();
    const journal = await openJournal(folder);
    for (let index = 0; index < 3; index++) {
      await journal.append(entryOf(index));
      const lines = (await readFile(join(folder, JOURNAL_FILE), 'utf8')).split('\n');
      expect(lines).toHaveLength(index + 2);
      expect(lines.at(-1)).toBe('');
      expect(JSON.parse(lines[index] ?? '')).toEqual(entryOf(index));
    }
    await journal.close();
  });

  it('writes appends that overlap as whole lines in their order', async () => {
    const folder = await temporaryFolder();
    const journal = await openJournal(folder);
    const long = 'x'.repeat(300_000);
    const failed = { chosen: null, outcome: 'failed', scores: [], probabilities: [], margin: null } as const;
    await Promise.all(
      [0, 1, 2, 3, 4].map((index) => journal.append(entryOf(index, { ...failed, reason: long }))),
    );
    await journal.close();
    expect((await readJournal(folder)).map((entry) => entry.id)).toEqual(
      [0, 1, 2, 3, 4].map((n) => entryOf(n).id),
    );
  });

  it('goes on where it ended, and reads back what was written', async () => {
    const folder = await temporaryFolder();
    const written: JournalEntry[] = [
      entryOf(0),
      entryOf(1, { chosen: 'A', outcome: 'wrong', tie: true, margin: 0 }),
      entryOf(2, {
        chosen: null,
        outcome: 'failed',
        reason: 'NaN\n"quoted" 错',
        scores: [],
        probabilities: [],
        margin: null,
      }),
      entryOf(3, {
        chosen: null,
        outcome: 'unanswerable',
        reason: 'ids',
        scores: [],
        probabilities: [],
        margin: null,
      }),
      entryOf(4, { gold: null, outcome: 'unlabelled', letterMass: null, kind: 'logprob' }),
    ];
    for (const [index, entry] of written.entries()) {
      const journal = await openJournal(folder);
      expect(journal.entries).toEqual(written.slice(0, index));
      await journal.append(entry);
      await journal.close();
    }
    expect(await readJournal(folder)).toEqual(written);
  });

  it('reads no entries where there is no journal', async () => {
    const folder = await temporaryFolder();
    expect(await readJournal(folder)).toEqual([]);
    await expect(readKeptJournal(folder)).rejects.toThrow(/ has no journal\.jsonl, which this is made of; /);
  });

  it('drops a last line torn at any byte, and the file then ends at the last good newline', async () => {
    const good = lineOf(entryOf(0)) + lineOf(entryOf(1));
    const last = Buffer.from(lineOf(entryOf(2, { id: 'ceval/法学/test/2' })));
    const { folder, path } = await folderWith('');
    for (let length = 0; length < last.length; length++) {
      await writeFile(path, Buffer.concat([Buffer.from(good), last.subarray(0, length)]));
      expect(await readJournal(folder)).toHaveLength(2);
      const journal = await openJournal(folder);
      expect(journal.entries).toHaveLength(2);
      expect(await readFile(path, 'utf8')).toBe(good);
      if (length % 50 === 0) {
        await journal.append(entryOf(7));
        expect(await readFile(path, 'utf8')).toBe(good + lineOf(entryOf(7)));
      }
      await journal.close();
    }
    await writeFile(path, Buffer.concat([Buffer.from(good), last]));
    expect(await readJournal(folder)).toHaveLength(3);
  });

  it('only reads around a torn line when it does not open the journal', async () => {
    const { folder, path } = await folderWith(`${lineOf(entryOf(0))}{"id":`);
    await readJournal(folder);
    expect(await readFile(path, 'utf8')).toBe(`${lineOf(entryOf(0))}{"id":`);
  });

  it.each([
    ['JSON that breaks off', '{"id":"mmlu/optics/test/1"\n', /is not JSON/],
    ['an empty line', '\n', /is not JSON/],
    ['a byte-order mark', `\uFEFF${lineOf(entryOf(1))}`, /is not JSON/],
    ['no object', '[]\n', /is not a journal entry/],
    ['a missing field', lineOf({ ...entryOf(1), kind: undefined }), /kind/],
    ['a field too many', lineOf({ ...entryOf(1), apiKey: 'x' }), /apiKey/],
    ['a score that is no number', lineOf(entryOf(1, { scores: [1, Number.NaN, 0, 0] })), /scores\.1/],
    ['a number as text', lineOf({ ...entryOf(1), shotsUsed: '5' }), /shotsUsed/],
    ['a negative count', lineOf(entryOf(1, { tokensCut: -1 })), /tokensCut/],
    ['an unknown outcome', lineOf({ ...entryOf(1), outcome: 'skipped' }), /outcome/],
    ['right with another letter', lineOf(entryOf(1, { chosen: 'A' })), /outcome: does not agree/],
    [
      'wrong without a letter',
      lineOf(entryOf(1, { chosen: null, outcome: 'wrong' })),
      /outcome: does not agree/,
    ],
    ['right without an answer', lineOf(entryOf(1, { gold: null })), /outcome: does not agree/],
    [
      'an id without a split',
      lineOf(entryOf(1, { id: 'mmlu/optics/1' })),
      /benchmark\/subject\/split\/index/,
    ],
    // Else a question could count twice, as 1 and as 01.
    [
      'an index in another spelling',
      lineOf(entryOf(1, { id: 'mmlu/optics/test/01' })),
      /benchmark\/subject\/split\/index/,
    ],
    ['a hash that is none', lineOf(entryOf(1, { promptSha256: 'zz' })), /promptSha256/],
    ['a question twice', lineOf(entryOf(0)), /repeats mmlu\/optics\/test\/0 of line 1/],
  ])('stops with the line number at %s, also before a torn line', async (_what, line, message) => {
    for (const tail of ['', lineOf(entryOf(5)), '{"torn']) {
      const { folder, path } = await folderWith(lineOf(entryOf(0)) + line + tail);
      const before = await readFile(path);
      for (const read of [readJournal, openJournal]) {
        await expect(read(folder)).rejects.toThrow(InputError);
        await expect(read(folder)).rejects.toThrow(/journal\.jsonl line 2 /);
        await expect(read(folder)).rejects.toThrow(message);
      }
      expect(await readFile(path)).toEqual(before);
    }
  });

  it('stops at bytes that are not UTF-8', async () => {
    const line = Buffer.from(lineOf(entryOf(1, { id: 'mmlu/optiXcs/test/1' })));
    line[line.indexOf('X')] = 0xff;
    const { folder } = await folderWith(line);
    await expect(readJournal(folder)).rejects.toThrow(/line 1 is not JSON in UTF-8/);
  });

  it('refuses to write what it could not read back, and stays whole', async () => {
    const folder = await temporaryFolder();
    const journal = await openJournal(folder);
    await journal.append(entryOf(0));
    await expect(journal.append(entryOf(1, { scores: [Number.NaN, 1, 2, 3] }))).rejects.toThrow(
      /optics\/test\/1.*scores\.0/,
    );
    await expect(journal.append(entryOf(0))).rejects.toThrow(/already has/);
    await journal.append(entryOf(1));
    await journal.close();
    expect(await readJournal(folder)).toEqual([entryOf(0), entryOf(1)]);
  });

  it('refuses every append after the file could not be written', async () => {
    const folder = await temporaryFolder();
    const journal = await openJournal(folder);
    await journal.close();
    await expect(journal.append(entryOf(0))).rejects.toThrow();
    await expect(journal.append(entryOf(1))).rejects.toThrow();
    expect(await readJournal(folder)).toEqual([]);
  });

  it('stores no credentials from a failure', async () => {
    const folder = await temporaryFolder();
    const journal = await openJournal(folder);
    const reason =
      '401 from https://me:pass@host/v1?key=k3y with Bearer tok.en and hf_abcdefghijkl or sk-live-12345678';
    await journal.append(
      entryOf(0, { chosen: null, outcome: 'failed', reason, scores: [], probabilities: [], margin: null }),
    );
    await journal.close();
    expect((await readJournal(folder))[0]?.reason).toBe(
      '401 from https://host/v1 with Bearer *** and hf_*** or sk-***',
    );
  });

  it('reads what another program appended with a newline', async () => {
    const { folder, path } = await folderWith(lineOf(entryOf(0)));
    await appendFile(path, lineOf(entryOf(1)));
    expect(await readJournal(folder)).toHaveLength(2);
  });
});
