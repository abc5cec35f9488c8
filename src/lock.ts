import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { InputError, hasCode } from './errors.ts';

/** A lock that another process holds. */
export class LockedError extends InputError {}

/** A file that only one process can hold. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes a lock file with this process's id in it. A lock whose process is gone is taken over; so is one with this
 * process's own id from another life, since containers give the same ids again.
 * Throws LockedError where a living process, or one on another machine, holds it.
 */
export async function acquireLock(path: string): Promise<Lock> {
  if (!(await create(path))) {
    await removeIfStale(path);
    if (!(await create(path))) throw held(path, await holderOf(path));
  }
  return { release: () => rm(path, { force: true }) };
}

/** How often a held lock is looked at. */
const LOOK_MILLISECONDS = 500;

/**
 * Takes a lock as `acquireLock` does, but waits for who holds it; `onWait` hears the message once. Throws the signal's
 * reason where that is aborted.
 */
export async function waitForLock(
  path: string,
  {
    onWait,
    signal,
  }: { readonly onWait: (message: string) => void; readonly signal?: AbortSignal | undefined },
): Promise<Lock> {
  for (let told = false; ; told = true) {
    signal?.throwIfAborted();
    try {
      return await acquireLock(path);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (!told) onWait(error.message);
    }
    await setTimeout(LOOK_MILLISECONDS);
  }
}

/** Writes the lock file; false where there already is one. */
async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(`${process.pid} ${hostname()} ${STARTED}\n`);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Removes a dead process's lock. Under a second lock, for two processes that find the same stale file could otherwise
 * remove each other's new one.
 */
async function removeIfStale(path: string): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await create(guard))) throw held(guard, await holderOf(guard));
  try {
    const holder = await holderOf(path);
    if (holder !== null && isStale(holder)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** When this process began, with its microseconds: tells it from an earlier one with the same id. */
const STARTED = String(performance.timeOrigin);

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** `STARTED` of the process. */
  readonly started: string;
}

function isStale({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return false;
  return pid === process.pid ? started !== STARTED : !isAlive(pid);
}

/** Who wrote the lock file; null where it is gone or can't be understood. */
async function holderOf(path: string): Promise<Holder | null> {
  try {
    const [, pid, host, started = ''] =
      /^(\d{1,10}) (\S+)(?: ([\d.]+))?\n$/.exec(await readFile(path, 'utf8')) ?? [];
    return pid === undefined || host === undefined ? null : { pid: Number(pid), host, started };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Signal 0 only asks; EPERM means that the process lives under another user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

function held(path: string, holder: Holder | null): LockedError {
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new LockedError(
    `${path} is held by ${who}: wait for it, choose another folder with --out, or delete the file if nothing is using it.`,
  );
}
