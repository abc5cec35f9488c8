import { parseArgs } from 'node:util';

const USAGE = `usage: npm run bench:build -- FOLDER [--small]

  FOLDER   where the checkpoint is made, copied and built; 42 GB
  --small  a checkpoint of a few megabytes, for a try`;

interface BuildBenchFlags {
  readonly folder: string;
  readonly small: boolean;
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
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { text: USAGE, exitCode: 0 };
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) return { text: USAGE, exitCode: 2 };
    return { folder, small: values.small };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `${reason}\n\n${USAGE}`, exitCode: 2 };
  }
}
