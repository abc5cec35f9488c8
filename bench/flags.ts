import { parseArgs, type ParseArgsConfig } from 'node:util';
import { InputError } from '../src/errors.ts';

/** What is printed in place of a measurement. */
export interface Ending {
  readonly text: string;
  readonly exitCode: 0 | 2;
}

type FlagTypes = NonNullable<ParseArgsConfig['options']>;

/** What a program of the bench is started with. */
interface CommandLine<Options extends FlagTypes> {
  readonly usage: string;
  readonly args: readonly string[];
  /** Those of `parseArgs`, without `--help`. */
  readonly options: Options;
  readonly allowPositionals?: boolean;
}

const HELP = { help: { type: 'boolean', short: 'h', default: false } } as const;

type Parsed<Options extends FlagTypes> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: boolean }>
>;

/**
 * Reads the flags of a program, or says how they are used where `--help` or an unknown flag is among them. `read` makes
 * the program's own of them; an InputError that it throws is what is printed.
 */
export function readFlags<const Options extends FlagTypes, Flags extends object>(
  { usage, args, options, allowPositionals = false }: CommandLine<Options>,
  read: (parsed: Parsed<Options>) => Flags,
): Flags | Ending {
  try {
    const { help } = parseArgs({ args: [...args], options: HELP, strict: false }).values;
    if (help === true) return { text: usage, exitCode: 0 };
    return read(parseArgs({ args: [...args], options, allowPositionals }));
  } catch (error) {
    if (error instanceof InputError) return { text: error.message, exitCode: 2 };
    const reason = error instanceof Error ? error.message : String(error);
    return { text: `${reason}\n\n${usage}`, exitCode: 2 };
  }
}

/** Ends the process with what is printed in place of a measurement, where there are no flags. */
export function flagsOrExit<Flags extends object>(flags: Flags | Ending): Flags {
  if (!('text' in flags)) return flags;
  (flags.exitCode === 0 ? console.log : console.error)(flags.text);
  return process.exit(flags.exitCode);
}
