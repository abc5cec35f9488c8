import type { Options } from 'yargs';

/** How a command prints what it found. */
export const formatFlags = {
  format: {
    choices: ['terminal', 'markdown', 'json'] as const,
    default: 'terminal' as const,
    describe: 'how to print',
  },
  json: { type: 'boolean', describe: 'the same as --format json' },
} as const satisfies Record<string, Options>;
