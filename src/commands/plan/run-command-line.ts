import type { Config } from '../../config/schema.ts';
import { shellWord } from '../shell-word.ts';

/** How a run prints is no part of what was planned. */
const PRINTING = new Set(['json', 'quiet']);

/** The command that starts the run of a config file and flags, to be pasted. */
export function runCommandLine(configFile: string | undefined, flags: Config): string {
  const words = Object.entries(flags)
    .filter(([key, value]) => value !== undefined && !PRINTING.has(key))
    .map(([key, value]) => {
      const flag = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      if (typeof value === 'boolean') return value ? `--${flag}` : `--no-${flag}`;
      return `--${flag} ${shellWord(Array.isArray(value) ? value.join(',') : String(value))}`;
    });
  return ['fiveshot run', ...(configFile === undefined ? [] : [shellWord(configFile)]), ...words].join(' ');
}
