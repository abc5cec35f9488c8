import { InputError } from '../errors.ts';
import { plainLine, plainLines } from '../report/escape.ts';

/** What is printed about an error that ended a command, without a line end, and the exit code. */
export interface Fault {
  readonly text: string;
  readonly exitCode: 2 | 70;
}

/**
 * One sentence for what the user can mend; a stack trace for everything else, which is a fault of fiveshot. Messages
 * quote foreign files, so nothing of what a terminal would act on is left in them.
 */
export function describeFault(error: unknown): Fault {
  if (error instanceof InputError || isSystemError(error)) {
    return { text: `fiveshot: ${plainLine(error.message).replace(/[^.?!]$/, '$&.')}`, exitCode: 2 };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `fiveshot: internal fault\n${plainLines(stack)}`, exitCode: 70 };
}

/** A file that can't be opened, a full disk: Node's message names the call and the path. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
