import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import type { Lock } from '../lock.ts';
import { acquireLock, LockedError, waitForLock } from '../lock.ts';
import { makeFolder } from '../make-folder.ts';
import { MODEL_FILES } from '../model-folder.ts';

export interface FillChoices {
  /** Replace a model folder that is there already. */
  readonly force?: boolean | undefined;
  /**
   * Hears that another process is filling the same folder; that is then waited for, and its model taken. Without it, such
   * a process is an InputError.
   */
  readonly onWait?: ((message: string) => void) | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fills a new folder beside `out` and gives it that name once it is complete, so that an interrupted build leaves
 * nothing that looks like a model; on failure the new folder is removed. A lock file keeps other processes away, and shows
 * what those left that were killed, which is removed. An existing folder is replaced where it is empty, or where it is a
 * model folder of fiveshot and `force` is set; for any other InputError is thrown, before anything is written.
 */
export async function fillFolder(
  out: string,
  choices: FillChoices,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const target = resolve(out);
  await makeParent(dirname(target));
  const { lock, unfinished, replaced } = besides(target);
  const held = await takeLock(lock, choices);
  try {
    restore(target, replaced);
    if (choices.onWait !== undefined && isModelFolder(target)) return;
    refuseOccupied(target, choices.force ?? false);
    await removeLeftovers(dirname(target));
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    await fill(unfinished);
    if (existsSync(target)) renameSync(target, replaced);
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    restore(target, replaced);
    await held.release();
  }
}

/** Throws InputError where the disk of a folder has less room than these bytes, so that hours of writing don't end there. */
export function assertSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bytes <= bavail * bsize) return;
  throw new InputError(
    `The built model needs ${megabytes(bytes)} in ${dirname(folder)}, where ${megabytes(bavail * bsize)} are free; make room, or name another --out (FIVESHOT_CACHE for a model that run builds)`,
  );
}

/** The name of a folder that is being filled, and of what a killed build leaves. */
const UNFINISHED = /^\.(.+)\.unfinished$/;

/** Throws InputError where a path names such a folder, or a file in it: its graph may be whole, and its weights are not. */
export function refuseUnfinished(path: string): void {
  const absolute = resolve(path);
  const folder = [absolute, dirname(absolute)].find((one) => UNFINISHED.test(basename(one)));
  if (folder === undefined) return;
  const model = join(dirname(folder), UNFINISHED.exec(basename(folder))?.[1] ?? '');
  throw new InputError(
    `${folder} is an unfinished build of ${model}, which is still at work or was stopped; build ${model} again, which removes what is left of a stopped one.`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What stands beside a folder while it is made. */
function besides(target: string): Readonly<Record<'lock' | 'unfinished' | 'replaced', string>> {
  const sibling = (purpose: string): string => join(dirname(target), `.${basename(target)}.${purpose}`);
  return { lock: sibling('lock'), unfinished: sibling('unfinished'), replaced: sibling('replaced') };
}

async function takeLock(path: string, { onWait, signal }: FillChoices): Promise<Lock> {
  return onWait === undefined ? acquireLock(path) : waitForLock(path, { onWait, signal });
}

/** Takes the replaced folder back where the new one did not get its name, and removes it otherwise. */
function restore(target: string, replaced: string): void {
  if (existsSync(replaced) && !existsSync(target)) renameSync(replaced, target);
  else rmSync(replaced, { recursive: true, force: true });
}

/** Removes what killed builds of other folders left in the same place: folders whose lock no living process holds. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const entry of readdirSync(parent)) {
    const name = UNFINISHED.exec(entry)?.[1];
    if (name === undefined) continue;
    const { lock, unfinished } = besides(join(parent, name));
    if (!existsSync(lock)) continue;
    try {
      const held = await acquireLock(lock);
      rmSync(unfinished, { recursive: true, force: true });
      await held.release();
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
    }
  }
}

function isModelFolder(path: string): boolean {
  return existsSync(join(path, MODEL_FILES.manifest));
}

async function makeParent(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`The folder ${path} can't be made (${reason}); name another --out`, {
      cause: error,
    });
  }
}

function refuseOccupied(target: string, force: boolean): void {
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory())
    throw new InputError(`${target} exists and is not a folder; name another --out`);
  if (readdirSync(target).length === 0) return;
  if (!isModelFolder(target)) {
    throw new InputError(`${target} exists, is not empty and is no model folder; name another --out`);
  }
  if (!force)
    throw new InputError(
      `${target} holds a built model already; name another --out, or replace it with --force`,
    );
}
