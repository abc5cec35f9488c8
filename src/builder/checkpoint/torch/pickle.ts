import { FormatError } from '../../../errors.ts';
import type { Cursor } from '../cursor.ts';
import { MAX_PICKLE_BYTES, MAX_PICKLE_STACK } from '../limits.ts';
import { INSTRUCTIONS } from './pickle-instructions.ts';
import type { Machine, Meaning } from './pickle-machine.ts';
import { charge, pop, tooLarge } from './pickle-machine.ts';
import { byte } from './pickle-operands.ts';
import type { PickleValue } from './values.ts';

const STOP = 0x2e;

/**
 * Reads one pickle from the cursor as data, to where it stops, and returns its value. Protocols 2 to 5 as `torch.save`
 * writes them; an instruction that checkpoints don't need is a FormatError. Nothing is ever called or imported: names
 * mean what `meaning` says. Bytes, work, stack and nesting are bounded, and no step recurses.
 */
export function readPickle(path: string, cursor: Cursor, meaning: Meaning): PickleValue {
  const machine: Machine = { path, cursor, meaning, stack: [], marks: [], memo: new Map(), steps: 0 };
  const start = cursor.position();
  for (;;) {
    charge(machine, 1);
    const code = byte(cursor);
    if (code === STOP) return pop(machine);
    const instruction = INSTRUCTIONS.get(code);
    if (instruction === undefined) {
      throw new FormatError(
        `${path} has the pickle instruction 0x${code.toString(16).padStart(2, '0')}, which no checkpoint needs; it isn't read`,
      );
    }
    instruction(machine);
    if (machine.stack.length > MAX_PICKLE_STACK)
      throw tooLarge(machine, `${MAX_PICKLE_STACK} values at once`);
    if (cursor.position() - start > MAX_PICKLE_BYTES) throw tooLarge(machine, `${MAX_PICKLE_BYTES} bytes`);
  }
}
