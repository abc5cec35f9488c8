import { existsSync } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../src/errors.ts';
import { makeFolder } from '../../src/make-folder.ts';

/** A new file in bench/out/, where no other is asked for. */
export function reportFile(kind: string): string {
  const stamp = new Date().toISOString().replaceAll(':', '-');
  return join(import.meta.dirname, '../out', `${kind}-${stamp}.json`);
}

/** Makes the folder of a report's file, and leaves the file as it is. Throws InputError where it can't be written. */
export async function checkWritable(file: string): Promise<void> {
  try {
    await makeFolder(dirname(file));
    const isNew = !existsSync(file);
    await (await open(file, 'a')).close();
    if (isNew) await rm(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file} can't be written (${reason}); name another file with --out.`, {
      cause: error,
    });
  }
}

/** Writes a report, as JSON, into a folder that is there. */
export async function writeReport(file: string, report: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}
