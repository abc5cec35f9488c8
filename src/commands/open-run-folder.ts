import { InputError } from '../errors.ts';
import { type OpenRun, openRun } from '../results/run-folder.ts';
import type { RunRecord } from '../results/run-record.ts';

/** Opens the folder that `--out` names. Throws InputError as `openRun` does, and where it can't be written to. */
export async function openRunFolder(folder: string, record: RunRecord): Promise<OpenRun> {
  try {
    return await openRun(folder, record);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new InputError(
      `The run folder ${folder} can't be used (${error.message}); name another with --out.`,
      { cause: error },
    );
  }
}
