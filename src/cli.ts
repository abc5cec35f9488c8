#!/usr/bin/env node
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { describeFault } from './commands/fault.ts';
import { commands } from './commands/index.ts';
import { usageFault } from './commands/usage-fault.ts';
import { fiveshotVersion } from './commands/version.ts';
import { InputError } from './errors.ts';

/** A reader such as `head` that closes the pipe early is no fault. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await parser(hideBin(process.argv)).parseAsync();
} catch (error) {
  const { text, exitCode } = describeFault(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCode;
}

function parser(argv: readonly string[]): Argv {
  return yargs(argv)
    .scriptName('fiveshot')
    .locale('en')
    .usage('$0 <command>\n\nScores language models on multiple-choice exams from their answer-letter logits.')
    .command(commands.map((one) => one((code) => (process.exitCode = code))))
    .demandCommand(1, 'Name a command.')
    .strict()
    .parserConfiguration({ 'camel-case-expansion': true })
    .version(fiveshotVersion())
    .help()
    .alias('h', 'help')
    .wrap(Math.min(110, process.stdout.columns || 100))
    .epilogue(
      'Exit codes: 0 done, 1 a check failed, 2 bad input, 3 done but incomplete, 70 a fault of fiveshot, 130 interrupted.',
    )
    .fail((message, error, usage) => {
      // Without a message it is a command that failed, not its arguments.
      throw message ? new InputError(usageFault(message, usage, argv)) : error;
    });
}
