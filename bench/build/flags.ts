import { InputError } from '../../src/errors.ts';
import { type Precision, PRECISIONS } from '../../src/precision.ts';
import { type Ending, readFlags } from '../flags.ts';
import { precisionOf } from '../score/contestants.ts';

const USAGE = `usage: npm run bench:build -- FOLDER [--small] [--precision P]

  FOLDER   where the checkpoint is made, copied and built; 42 GB
  --small  a checkpoint of a few megabytes, for a try
  --precision P  what is built: ${PRECISIONS.join(', ')} [default: fp32]`;

interface BuildBenchFlags {
  readonly folder: string;
  readonly small: boolean;
  readonly precision: Precision;
}

/** Reads the flags, or says how they are used. */
export function readBuildFlags(args: readonly string[]): BuildBenchFlags | Ending {
  const options = {
    small: { type: 'boolean', default: false },
    precision: { type: 'string', default: 'fp32' },
  } as const;
  return readFlags({ usage: USAGE, args, options, allowPositionals: true }, ({ values, positionals }) => {
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) throw new InputError(USAGE);
    return { folder, small: values.small, precision: precisionOf(values.precision) };
  });
}
