import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { MODEL_FILES } from '../model-folder.ts';

/**
 * Fills a new folder beside `out` and gives it that name once it is complete, so that an interrupted build leaves
 * nothing that looks like a model; on failure the new folder is removed. An existing folder is replaced where it is
 * empty, or where it is a model folder of fiveshot and `force` is set; for any other InputError is thrown, before anything
 * is written.
 */
export async function fillFolder<T>(
  out: string,
  force: boolean,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  const target = resolve(out);
  refuseOccupied(target, force);
  const sibling = (purpose: string): string =>
    join(dirname(target), `.${basename(target)}.${purpose}-${randomBytes(4).toString('hex')}`);
  const unfinished = sibling('unfinished');
  mkdirSync(unfinished, { recursive: true });
  try {
    const result = await fill(unfinished);
    replaceFolder(target, unfinished, sibling('replaced'));
    return result;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

function refuseOccupied(target: string, force: boolean): void {
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory())
    throw new InputError(`${target} exists and is not a folder; name another --out`);
  if (readdirSync(target).length === 0) return;
  if (!existsSync(join(target, MODEL_FILES.manifest))) {
    throw new InputError(`${target} exists, is not empty and is no model folder; name another --out`);
  }
  if (!force)
    throw new InputError(
      `${target} holds a built model already; name another --out, or replace it with --force`,
    );
}

function replaceFolder(target: string, ready: string, aside: string): void {
  if (existsSync(target)) renameSync(target, aside);
  renameSync(ready, target);
  rmSync(aside, { recursive: true, force: true });
}
