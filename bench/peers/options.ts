import { InputError } from '../../src/errors.ts';
import { PRECISIONS } from '../../src/precision.ts';
import { type Ending, readFlags } from '../flags.ts';
import { type Contestant, contestantsOf } from '../score/contestants.ts';
import { count, runFlags } from '../score/options.ts';
import { reportFile } from '../score/report-file.ts';
import type { Workload } from '../score/workload.ts';
import type { Peer } from './peer.ts';

const USAGE = `usage: npm run bench:peers -- --data EXAMS --model CHECKPOINT [--precision ${PRECISIONS.join()}] [--vllm PYTHON] [--lm-eval PYTHON] [--peer-model FOLDER] [--dtype bfloat16] [--limit N] [--repeat 3] [--threads N] [--replicas N] [--out FILE]`;

export interface PeerBenchOptions {
  /** Fiveshot with the model in each precision; answers are compared with those of the first. */
  readonly contestants: readonly Contestant[];
  readonly peers: readonly Peer[];
  readonly workload: Workload;
  readonly repeat: number;
  readonly threads: number | undefined;
  readonly replicas: number | undefined;
  readonly out: string;
}

/** Reads the flags of the bench of peers, or says what is wrong with them. */
export function readPeerOptions(args: readonly string[]): PeerBenchOptions | Ending {
  const options = {
    data: { type: 'string' },
    model: { type: 'string' },
    precision: { type: 'string', default: PRECISIONS[0] },
    vllm: { type: 'string' },
    'lm-eval': { type: 'string' },
    'peer-model': { type: 'string' },
    dtype: { type: 'string', default: 'bfloat16' },
    limit: { type: 'string' },
    repeat: { type: 'string', default: '3' },
    threads: { type: 'string' },
    replicas: { type: 'string' },
    out: { type: 'string' },
  } as const;
  return readFlags({ usage: USAGE, args, options }, ({ values }) => {
    const { data = process.env['FIVESHOT_DATA'], model, vllm, 'lm-eval': lmEval, dtype } = values;
    if (data === undefined || model === undefined || (vllm ?? lmEval) === undefined)
      throw new InputError(USAGE);
    const peers = [
      { name: 'vLLM', python: vllm, driver: 'vllm_letters.py' },
      { name: 'lm-eval', python: lmEval, driver: 'lm_eval_letters.py' },
    ];
    const { limit, threads, replicas } = runFlags(values);
    return {
      contestants: contestantsOf([model], values.precision),
      peers: peers.flatMap(({ name, python, driver }) =>
        python === undefined
          ? []
          : [{ name: `${name} ${dtype}`, python, driver, model: values['peer-model'] ?? model, dtype }],
      ),
      workload: { data, limit },
      repeat: count('repeat', values.repeat),
      threads,
      replicas,
      out: values.out ?? reportFile('peers'),
    };
  });
}
