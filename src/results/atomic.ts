import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFault } from '../errors.ts';

/** Replaces a file as a whole: after a crash it holds the old bytes or the new ones, never a part. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFault(path, error);
  }
  await syncFolder(dirname(path));
}

/** Makes a new or renamed file's name durable; Windows has no such call for folders. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
