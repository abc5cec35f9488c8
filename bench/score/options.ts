import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../../src/errors.ts';
import { type Precision, PRECISIONS } from '../../src/precision.ts';
import type { Contestant } from './pass.ts';
import type { Workload } from './workload.ts';

const USAGE = `usage: npm run bench -- --data EXAMS --model MODEL… [--precision ${PRECISIONS.join()}] [--limit N] [--profile-limit 10] [--repeat 3] [--threads N] [--out FILE] [--against FILE]`;

export interface BenchOptions {
  /** Each model in each precision. */
  readonly contestants: readonly Contestant[];
  readonly workload: Workload;
  /** Questions a subject of the profiled pass. */
  readonly profileLimit: number;
  readonly repeat: number;
  readonly threads: number | undefined;
  readonly out: string;
  readonly against: string | undefined;
}

/** Reads the flags of the bench. Throws InputError. */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parse(args);
  const { data = process.env['FIVESHOT_DATA'], model = [] } = values;
  if (data === undefined || model.length === 0) throw new InputError(USAGE);
  return {
    contestants: contestantsOf(model, values.precision),
    workload: { data, limit: optional('limit', values.limit) },
    profileLimit: count('profile-limit', values['profile-limit']),
    repeat: count('repeat', values.repeat),
    threads: optional('threads', values.threads),
    out: values.out ?? reportFile('score'),
    against: values.against,
  };
}

/** A new file in bench/out/, where no other is asked for. */
export function reportFile(kind: string): string {
  const stamp = new Date().toISOString().replaceAll(':', '-');
  return join(import.meta.dirname, '../out', `${kind}-${stamp}.json`);
}

/** Each model in each precision of a list with commas. Throws InputError. */
export function contestantsOf(models: readonly string[], precisions: string): readonly Contestant[] {
  const chosen = precisions.split(',').map(precisionOf);
  return models.flatMap((model) => chosen.map((precision) => ({ model, precision })));
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        model: { type: 'string', multiple: true },
        precision: { type: 'string', default: PRECISIONS[0] },
        limit: { type: 'string' },
        'profile-limit': { type: 'string', default: '10' },
        repeat: { type: 'string', default: '3' },
        threads: { type: 'string' },
        out: { type: 'string' },
        against: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function precisionOf(text: string): Precision {
  const precision = PRECISIONS.find((name) => name === text);
  if (precision !== undefined) return precision;
  throw new InputError(`--precision is ${text}, and it must be some of ${PRECISIONS.join()}.`);
}

export function optional(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : count(flag, text);
}

export function count(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InputError(`--${flag} is ${text}, and it must be a whole number of at least 1.`);
}
