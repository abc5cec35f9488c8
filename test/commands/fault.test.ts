import { describe, expect, it } from 'vitest';
import { describeFault } from '../../src/commands/fault.ts';
import { FormatError, InputError } from '../../src/errors.ts';

/** Anything that a terminal would act on, but line feeds. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const HOSTILE = 'x\u001b[2J\u009b31m\u202egnp.\u2066y\r\nfiveshot: all is well';

describe('describeFault', () => {
  it.each([new InputError(HOSTILE), new FormatError(HOSTILE)])('is one plain line for a %s', (error) => {
    const { text, exitCode } = describeFault(error);
    expect(exitCode).toBe(2);
    expect(text).toBe('fiveshot: x[2J31mgnp.y fiveshot: all is well.');
  });

  it("takes the system's own errors for the user's to mend", () => {
    const error = Object.assign(new Error('ENOSPC: no space left, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(describeFault(error)).toEqual({
      text: 'fiveshot: ENOSPC: no space left, write.',
      exitCode: 2,
    });
  });

  it('gives the stack of any other error, plain too, and exit code 70', () => {
    const { text, exitCode } = describeFault(new TypeError(HOSTILE));
    expect(exitCode).toBe(70);
    expect(text).toMatch(/^fiveshot: internal fault\nTypeError: x/);
    expect(text).toMatch(/\n +at /);
    expect(text).not.toMatch(CONTROL);
  });
});
