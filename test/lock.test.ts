import { spawnSync } from 'node:child_process';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../src/errors.ts';
import { acquireLock, LockedError, waitForLock } from '../src/lock.ts';
import { temporaryFolder } from './results/records.ts';

/** The id of a process that has ended. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid;

describe('acquireLock', () => {
  it('lets one in, and the next after the release', async () => {
    const path = join(await temporaryFolder(), 'lock');
    const lock = await acquireLock(path);
    await expect(acquireLock(path)).rejects.toThrow(InputError);
    await expect(acquireLock(path)).rejects.toThrow(
      `${path} is held by process ${process.pid} on ${hostname()}`,
    );
    await lock.release();
    await (await acquireLock(path)).release();
    await expect(access(path)).rejects.toThrow();
  });

  it('takes over the lock of a process that is gone', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'lock');
    await writeFile(path, `${deadPid} ${hostname()}\n`);
    const lock = await acquireLock(path);
    await expect(acquireLock(path)).rejects.toThrow(/is held by/);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['without its time', `${process.pid} ${hostname()}\n`],
    ['with another time', `${process.pid} ${hostname()} 1700000000000.25\n`],
  ])("takes over the lock of an earlier process with this one's id, %s", async (_which, content) => {
    const path = join(await temporaryFolder(), 'lock');
    await writeFile(path, content);
    const lock = await acquireLock(path);
    await expect(acquireLock(path)).rejects.toThrow(/is held by/);
    await lock.release();
  });

  it('lets in exactly one of many that find the same stale lock', async () => {
    for (let round = 0; round < 20; round++) {
      const path = join(await temporaryFolder(), 'lock');
      await writeFile(path, `${deadPid} ${hostname()}\n`);
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(path)));
      expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
      for (const one of tries) {
        if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(InputError);
        else await one.value.release();
      }
    }
  });

  it.each([
    ['a process on another machine', `1 not-${hostname()}\n`],
    ['a living process', `${process.ppid} ${hostname()}\n`],
    ['a living process that says when it began', `${process.ppid} ${hostname()} 1.5\n`],
    ['nobody that can be told', ''],
    ['a text that is no lock', 'hello\n'],
  ])('leaves the lock of %s alone', async (_whose, content) => {
    const path = join(await temporaryFolder(), 'lock');
    await writeFile(path, content);
    await expect(acquireLock(path)).rejects.toThrow(/delete the file if nothing is using it/);
    await access(path);
  });

  it('leaves a stale lock to the process that is taking it over', async () => {
    const path = join(await temporaryFolder(), 'lock');
    const stale = `${deadPid} ${hostname()}\n`;
    await writeFile(path, stale);
    await writeFile(`${path}.takeover`, `${process.pid} ${hostname()}\n`);
    await expect(acquireLock(path)).rejects.toThrow(`${path}.takeover is held by process ${process.pid}`);
    expect(await readFile(path, 'utf8')).toBe(stale);
  });
});

describe('waitForLock', () => {
  it('waits until who holds the lock lets it go, and tells whom it waits for', async () => {
    const path = join(await temporaryFolder(), 'lock');
    const first = await acquireLock(path);
    const told: string[] = [];
    const second = await waitForLock(path, {
      onWait: (message) => {
        told.push(message);
        void first.release();
      },
    });
    expect(told).toEqual([expect.stringMatching(`is held by process ${process.pid}`)]);
    await expect(acquireLock(path)).rejects.toThrow(LockedError);
    await second.release();
  });

  it('ends where it is told to', async () => {
    const path = join(await temporaryFolder(), 'lock');
    const first = await acquireLock(path);
    const stop = new AbortController();
    const onWait = (): void => stop.abort(new Error('enough'));
    await expect(waitForLock(path, { onWait, signal: stop.signal })).rejects.toThrow('enough');
    await first.release();
  });
});
