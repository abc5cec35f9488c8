import { checkFlags } from '../../src/config/flags.ts';
import type { Config } from '../../src/config/schema.ts';
import { InputError } from '../../src/errors.ts';
import { PRECISIONS } from '../../src/precision.ts';
import { type Ending, readFlags } from '../flags.ts';
import { type Contestant, contestantsOf } from './contestants.ts';
import { reportFile } from './report-file.ts';
import type { Workload } from './workload.ts';

const USAGE = `usage: npm run bench -- --data EXAMS --model MODEL… [--precision ${PRECISIONS.join()}] [--limit N] [--profile-limit 10] [--repeat 3] [--threads N] [--replicas N] [--out FILE] [--against FILE]`;

export interface BenchOptions {
  /** Each model in each precision. */
  readonly contestants: readonly Contestant[];
  readonly workload: Workload;
  /** Questions a subject of the profiled pass. */
  readonly profileLimit: number;
  readonly repeat: number;
  readonly threads: number | undefined;
  readonly replicas: number | undefined;
  readonly out: string;
  readonly against: string | undefined;
}

/** Reads the flags of the bench, or says what is wrong with them. */
export function readOptions(args: readonly string[]): BenchOptions | Ending {
  const options = {
    data: { type: 'string' },
    model: { type: 'string', multiple: true },
    precision: { type: 'string', default: PRECISIONS[0] },
    limit: { type: 'string' },
    'profile-limit': { type: 'string', default: '10' },
    repeat: { type: 'string', default: '3' },
    threads: { type: 'string' },
    replicas: { type: 'string' },
    out: { type: 'string' },
    against: { type: 'string' },
  } as const;
  return readFlags({ usage: USAGE, args, options }, ({ values }) => {
    const { data = process.env['FIVESHOT_DATA'], model = [] } = values;
    if (data === undefined || model.length === 0) throw new InputError(USAGE);
    const { limit, threads, replicas } = runFlags(values);
    return {
      contestants: contestantsOf(model, values.precision),
      workload: { data, limit },
      profileLimit: count('profile-limit', values['profile-limit']),
      repeat: count('repeat', values.repeat),
      threads,
      replicas,
      out: values.out ?? reportFile('score'),
      against: values.against,
    };
  });
}

type RunFlag = 'limit' | 'threads' | 'replicas';

/** The flags that are also those of `fiveshot run`, within its bounds. Throws InputError. */
export function runFlags({
  limit,
  threads,
  replicas,
}: Partial<Record<RunFlag, string | undefined>>): Pick<Config, RunFlag> {
  return checkFlags({ limit: numberOf(limit), threads: numberOf(threads), replicas: numberOf(replicas) });
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** A whole number of at least 1. Throws InputError. */
export function count(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InputError(`--${flag} is ${text}, and it must be a whole number of at least 1.`);
}
