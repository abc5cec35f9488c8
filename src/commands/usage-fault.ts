import type { Argv } from 'yargs';
import { didYouMean } from '../errors.ts';

/** yargs' complaint about a command line as one sentence, with the nearest right name where one is unknown. */
export function usageFault(message: string, usage: Argv, args: readonly string[]): string {
  let help = '';
  usage.showHelp((text) => (help = text));
  const [usageLine = ''] = help.split('\n', 1);
  const name = /^fiveshot(?: [a-z]+)*/.exec(usageLine)?.[0] ?? 'fiveshot';
  const sentence = commandFault(help, name, args) ?? flagFault(message, { help, usageLine, args });
  return `${sentence} '${name} --help' lists what there is.`;
}

/** Where a command's name is expected and none, or a wrong one, was given. */
function commandFault(help: string, name: string, args: readonly string[]): string | null {
  const [, listed = ''] = /^Commands:\n((?: .*\n)+)/m.exec(help) ?? [];
  const names = [...listed.matchAll(/^ {2}fiveshot(?: [a-z]+)* ([a-z]+)/gm)].map(([, word = '']) => word);
  if (names.length === 0) return null;
  // Words behind a flag may be its value.
  const firstFlag = args.findIndex((arg) => arg.startsWith('-'));
  const words = firstFlag === -1 ? args : args.slice(0, firstFlag);
  const unknown = words.find((word) => !name.split(' ').includes(word));
  if (unknown === undefined) return `Name a command: ${names.join(', ')}.`;
  return `There is no command '${unknown}', only ${names.join(', ')}.${didYouMean(unknown, names)}`;
}

interface Usage {
  readonly help: string;
  readonly usageLine: string;
  readonly args: readonly string[];
}

function flagFault(message: string, { help, usageLine, args }: Usage): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    // yargs names a flag without its dashes.
    const given = args.map((arg) => arg.replace(/=.*/s, '')).find((arg) => isFlag(arg, unknown)) ?? unknown;
    const flags = [...help.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => flag);
    return `Unknown argument '${given}'.${given === unknown ? '' : didYouMean(given, flags)}`;
  }
  const [, flag, given, choices = ''] = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(message) ?? [];
  if (flag !== undefined) return `--${flag} is ${given}: it must be one of ${choices}.`;
  const valueless = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (valueless !== undefined) return `--${valueless} needs a value.`;
  if (message.startsWith('Not enough non-option arguments'))
    return `Something is missing: the command is '${usageLine}'.`;
  return message.replaceAll(/\s*\n\s*/g, ' ').replace(/([^.?!])$/, '$1.');
}

function isFlag(arg: string, name: string): boolean {
  return [`--${name}`, `-${name}`, `--no-${name}`].includes(arg);
}
