import type { Argv } from 'yargs';
import { didYouMean } from '../errors.ts';

/** yargs' complaint as one sentence, with the nearest flag where a flag is unknown. */
export function unknownFlagMessage(message: string, usage: Argv): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ')[0];
  const sentence = message.replace(/\s*\n\s*/g, ' ').replace(/([^.?!])$/, '$1.');
  if (unknown === undefined) return sentence;
  return `Unknown argument '${unknown}'.${didYouMean(unknown, flagsOf(usage))}`;
}

/** The long flags that the help text of the running command names. */
function flagsOf(usage: Argv): string[] {
  let help = '';
  usage.showHelp((text) => (help = text));
  return [...help.matchAll(/--([a-z][a-z-]+)/g)].map(([, name = '']) => name);
}
