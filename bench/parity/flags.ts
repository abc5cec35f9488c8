import { parseArgs } from 'node:util';

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

/** What is printed in place of a comparison. */
interface Ending {
  readonly text: string;
  readonly exitCode: 0 | 2;
}

/** Reads the flags, or says how they are used. */
export function readFlags(args: readonly string[], reference: string | undefined): ParityFlags | Ending {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        model: { type: 'string' },
        scores: { type: 'string', default: 'smollm2' },
        files: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { text: USAGE, exitCode: 0 };
    if (reference === undefined || reference === '')
      return { text: `FIVESHOT_REFERENCE is not set.\n\n${USAGE}`, exitCode: 2 };
    return { reference, model: values.model, scores: values.scores, files: values.files };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `${reason}\n\n${USAGE}`, exitCode: 2 };
  }
}
