import { InputError } from '../../src/errors.ts';
import { type Ending, readFlags } from '../flags.ts';

const USAGE = `usage: FIVESHOT_REFERENCE=DIR npm run parity [-- FLAGS]

  FIVESHOT_REFERENCE  the folder of reference values, with golden/ and datasets/
  --model DIR         compare a model's letter scores too
  --scores NAME       with those of golden/scores/NAME.jsonl [smollm2]
  --files DIR         tokenizer files [FIVESHOT_TOKENIZERS]`;

interface ParityFlags {
  readonly reference: string;
  readonly model: string | undefined;
  readonly scores: string;
  readonly files: string | undefined;
}

/** Reads the flags, or says how they are used. */
export function readParityFlags(
  args: readonly string[],
  reference: string | undefined,
): ParityFlags | Ending {
  const options = {
    model: { type: 'string' },
    scores: { type: 'string', default: 'smollm2' },
    files: { type: 'string' },
  } as const;
  return readFlags({ usage: USAGE, args, options }, ({ values: { model, scores, files } }) => {
    if (reference === undefined || reference === '')
      throw new InputError(`FIVESHOT_REFERENCE is not set.\n\n${USAGE}`);
    return { reference, model, scores, files };
  });
}
