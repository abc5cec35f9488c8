#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { commands } from './commands/index.ts';
import { usageFault } from './commands/usage-fault.ts';
import { InputError } from './errors.ts';

/** A reader such as `head` that closes the pipe early is no fault. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await parser(hideBin(process.argv)).parseAsync();
} catch (error) {
  const known = error instanceof InputError || isSystemError(error);
  process.stderr.write(
    known
      ? `fiveshot: ${error.message.replace(/[^.?!]$/, '$&.')}\n`
      : `fiveshot: internal fault\n${stackOf(error)}\n`,
  );
  process.exitCode = known ? 2 : 70;
}

/** A file that can't be opened, a full disk: Node's message names the call and the path. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'code' in error;
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
    .version(version())
    .help()
    .alias('h', 'help')
    .wrap(Math.min(110, process.stdout.columns || 100))
    .epilogue('Exit codes: 0 done, 1 a check failed, 2 bad input, 3 done but incomplete, 130 interrupted.')
    .fail((message, error, usage) => {
      // Without a message it is a command that failed, not its arguments.
      throw message ? new InputError(usageFault(message, usage, argv)) : error;
    });
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
