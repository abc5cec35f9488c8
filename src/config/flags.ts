import { InputError } from '../errors.ts';
import { type Config, configSchema } from './schema.ts';

/**
 * The flags that are also keys of a config file, held to the same bounds; other flags are left out.
 * Throws InputError naming the flag and what it may be.
 */
export function checkFlags(flags: object): Config {
  const known: Record<string, unknown> = Object.fromEntries(
    Object.entries(flags).filter(
      ([key, value]) => Object.hasOwn(configSchema.shape, key) && value !== undefined,
    ),
  );
  const checked = configSchema.safeParse(known);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const key = String(issue?.path[0] ?? '');
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  // yargs reads a number flag that has no number in it as NaN.
  const is = Number.isNaN(known[key]) ? 'is not a number' : `is ${JSON.stringify(known[key])}`;
  throw new InputError(`${flag} ${is}: ${issue?.message ?? 'not valid'}.`);
}
