import { parseArgs } from 'node:util';
import { type Precision, PRECISIONS } from '../../src/precision.ts';

const USAGE = `usage: npm run bench:build -- FOLDER [--small] [--precision P]

  FOLDER   where the checkpoint is made, copied and built; 42 GB
  --small  a checkpoint of a few megabytes, for a try
  --precision P  what is built: ${PRECISIONS.join(', ')} [default: fp32]`;

interface BuildBenchFlags {
  readonly folder: string;
  readonly small: boolean;
  readonly precision: Precision;
}

/** What is printed in place of a measurement. */
interface Ending {
  readonly text: string;
  readonly exitCode: 0 | 2;
}

/** Reads the flags, or says how they are used. */
export function readFlags(args: readonly string[]): BuildBenchFlags | Ending {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        small: { type: 'boolean', default: false },
        precision: { type: 'string', default: 'fp32' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { text: USAGE, exitCode: 0 };
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) return { text: USAGE, exitCode: 2 };
    const precision = PRECISIONS.find((one) => one === values.precision);
    if (precision === undefined) throw new Error(`--precision is none of ${PRECISIONS.join(', ')}`);
    return { folder, small: values.small, precision };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `${reason}\n\n${USAGE}`, exitCode: 2 };
  }
}
