import type {
  ArgumentsCamelCase,
  Argv,
  CommandModule,
  InferredOptionTypes,
  Options,
  PositionalOptions,
} from 'yargs';
import { InputError } from '../errors.ts';

type Positionals = Readonly<Record<string, PositionalOptions>>;
type Flags = Readonly<Record<string, Options>>;

/** What a command's arguments look like once yargs has parsed them. */
type Args<P extends Positionals, F extends Flags> = ArgumentsCamelCase<
  InferredOptionTypes<P> & InferredOptionTypes<F>
>;

interface CommandSpec<P extends Positionals, F extends Flags> {
  /** yargs' notation: the name and its positionals, e.g. `prompt [subject] [index]`. */
  readonly usage: string;
  readonly describe: string;
  readonly positionals: P;
  readonly flags: F;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Does the work and gives the exit code. Heavy rooms are imported inside, so that `--help` stays quick. */
  run(args: Args<P, F>): Promise<number>;
}

/** A command as the command line mounts it; `setExitCode` takes what its run gives. */
export type Command = (setExitCode: (code: number) => void) => CommandModule;

/** Declares a command whose arguments are typed by its own positionals and flags. */
export function command<P extends Positionals, F extends Flags>(spec: CommandSpec<P, F>): Command {
  return (setExitCode) => ({
    command: spec.usage,
    describe: spec.describe,
    builder: (argv: Argv) => {
      for (const [name, options] of Object.entries(spec.positionals)) argv.positional(name, options);
      for (const [example, what] of spec.examples) argv.example(`$0 ${example}`, what);
      for (const [name, options] of Object.entries(spec.flags)) {
        argv.option(name, { ...options, requiresArg: options.type !== 'boolean' });
      }
      return argv;
    },
    handler: async (args: Readonly<Record<string, unknown>>) => {
      refuseRepeated(args, spec.flags);
      setExitCode(await spec.run(args as Args<P, F>));
    },
  });
}

/** yargs makes a list of a flag that is given twice, whatever its type. */
function refuseRepeated(args: Readonly<Record<string, unknown>>, flags: Flags): void {
  const repeated = Object.keys(flags).find(
    (name) => flags[name]?.array !== true && Array.isArray(args[name]),
  );
  if (repeated !== undefined) throw new InputError(`--${repeated} is given twice: give it once.`);
}

/** A word that only holds other commands, e.g. `datasets (list|verify)`. */
export function commandGroup(name: string, describe: string, commands: readonly Command[]): Command {
  return (setExitCode) => ({
    command: `${name} <command>`,
    describe,
    builder: (argv: Argv) => argv.command(commands.map((one) => one(setExitCode))).demandCommand(1),
    handler: () => {},
  });
}
