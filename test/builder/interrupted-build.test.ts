import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { makeBaichuan, SMALL_BAICHUAN } from '../../bench/build/baichuan.ts';
import { buildModel } from '../../src/builder/build.ts';
import { InputError } from '../../src/errors.ts';
import { acquireLock } from '../../src/lock.ts';
import { readModelFolder } from '../../src/model-folder.ts';
import { tempFolder } from './temp-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const script = join(import.meta.dirname, 'build-process.ts');
const command = ['--import', 'tsx', script];

let folder: string;
let checkpoint: string;
let out: string;

beforeEach(() => {
  folder = tempFolder();
  checkpoint = join(folder, 'checkpoint');
  out = join(folder, 'model');
  makeBaichuan(checkpoint, { ...SMALL_BAICHUAN, layers: 1 });
});

const there = (): string[] => readdirSync(folder).toSorted();
const buildAndDie = () =>
  spawnSync(process.execPath, [...command, checkpoint, out, 'kill'], { cwd: root, encoding: 'utf8' });

describe.skipIf(process.platform === 'win32')('a build that is killed', () => {
  it('leaves no model, and the next build of the same folder removes what it left', async () => {
    expect(buildAndDie().signal).toBe('SIGKILL');
    expect(there()).toEqual(['.model.lock', '.model.unfinished', 'checkpoint']);
    expect(() => readModelFolder(out)).toThrow(InputError);
    expect(() => readModelFolder(join(folder, '.model.unfinished'))).toThrow(/has no fiveshot\.json/);
    await buildModel({ checkpoint, out });
    expect(there()).toEqual(['checkpoint', 'model']);
  });

  it('is tidied up by the next build of another folder in the same place', async () => {
    buildAndDie();
    await buildModel({ checkpoint, out: join(folder, 'other') });
    expect(there()).toEqual(['checkpoint', 'other']);
  });

  it('and had moved the old model aside gives it back', async () => {
    await buildModel({ checkpoint, out });
    renameSync(out, join(folder, '.model.replaced'));
    await expect(buildModel({ checkpoint, out })).rejects.toThrow(/holds a built model already/);
    expect(there()).toEqual(['checkpoint', 'model']);
    expect(readModelFolder(out).manifest.modelType).toBe('baichuan');
  });
});

describe('what else lies beside a build', () => {
  it.each([
    ['of a living process', `${process.ppid} ${hostname()}\n`],
    ['of another machine', `1 not-${hostname()}\n`],
  ])('is left alone where it is %s', async (_whose, lock) => {
    mkdirSync(join(folder, '.other.unfinished'));
    writeFileSync(join(folder, '.other.lock'), lock);
    await buildModel({ checkpoint, out });
    expect(there()).toEqual(['.other.lock', '.other.unfinished', 'checkpoint', 'model']);
  });

  it('is left alone where no build locked it', async () => {
    mkdirSync(join(folder, '.notes.unfinished'));
    await buildModel({ checkpoint, out });
    expect(there()).toEqual(['.notes.unfinished', 'checkpoint', 'model']);
  });
});

describe.skipIf(process.platform === 'win32')('a build that can not write', () => {
  it('names the file and leaves nothing', () => {
    const limit = 'ulimit -f 1000 && exec "$@"';
    const { stdout, status } = spawnSync(
      'sh',
      ['-c', limit, 'sh', process.execPath, ...command, checkpoint, out],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(stdout).toBe(
      `InputError: ${join(folder, '.model.unfinished/model.onnx_data')} can't be written (EFBIG: file too large, write); make room, or lift the limit on the size of files, and run the same command again.\n`,
    );
    expect(status).toBe(1);
    expect(there()).toEqual(['checkpoint']);
  });
});

describe('a second build of the same folder', () => {
  it('is refused while the first is at it', async () => {
    const first = await acquireLock(join(folder, '.model.lock'));
    await expect(buildModel({ checkpoint, out })).rejects.toThrow(
      `model.lock is held by process ${process.pid} on ${hostname()}: wait for it`,
    );
    await first.release();
    await buildModel({ checkpoint, out });
  });

  it('that may wait takes the model of the first', async () => {
    const waiting = { checkpoint, out, onWait: () => {} };
    const [first, second] = await Promise.all([buildModel(waiting), buildModel(waiting)]);
    expect(second.manifest).toEqual(first.manifest);
    expect(there()).toEqual(['checkpoint', 'model']);
    const onProgress = vi.fn<(written: number, total: number) => void>();
    await buildModel({ ...waiting, onProgress });
    expect(onProgress).not.toHaveBeenCalled();
  });

  it('that may wait builds it where the first left no model, and can be stopped while it waits', async () => {
    const first = await acquireLock(join(folder, '.model.lock'));
    const stop = new AbortController();
    const onWait = vi.fn<(message: string) => void>(() => stop.abort(new Error('stopped')));
    await expect(buildModel({ checkpoint, out, signal: stop.signal, onWait })).rejects.toThrow('stopped');
    expect(onWait.mock.calls).toEqual([[expect.stringMatching(/is held by process/)]]);
    await buildModel({ checkpoint, out, onWait: () => void first.release() });
    expect(there()).toEqual(['checkpoint', 'model']);
  });
});
