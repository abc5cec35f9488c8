/** One pass over the workload, in a process of its own: what `runPass` starts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/commands/run/library-run.ts';
import { readJournal } from '../../src/results/journal.ts';
import { answerChild } from './child.ts';
import { startJavaScriptProfile } from './javascript-profile.ts';
import type { PassOptions, PassResult } from './pass.ts';
import { profilePrefix, readSessionProfile } from './session-profile.ts';
import { watchRuntime } from './watch-runtime.ts';
import { WORKLOAD } from './workload.ts';

const TOKENIZER = /\/src\/tokenizer\//;

await answerChild(async (options: PassOptions): Promise<PassResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'fiveshot-bench-'));
  try {
    return await (options.profiled ? profile(options, folder) : score(options, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function score(
  { contestant: { model, precision }, workload: { data, limit }, threads }: PassOptions,
  folder: string,
  onLast: () => void = () => {},
): Promise<PassResult> {
  const { sitting, folder: out } = await run({
    model,
    precision,
    data,
    ...(limit === undefined ? {} : { limit }),
    ...(threads === undefined ? {} : { threads }),
    compare: false,
    tasks: WORKLOAD.map(({ task }) => task),
    out: join(folder, 'run'),
    onProgress: ({ done, total }) => {
      if (done === total) onLast();
    },
  });
  if (sitting === null) throw new RangeError('a new run has questions to score');
  const entries = await readJournal(out);
  return {
    sitting,
    promptTokens: entries.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    answers: entries.map(({ id, chosen, promptSha256 }) => ({ id, chosen, promptSha256 })),
    profile: null,
  };
}

/** Times are those between the loaded model and the last question. */
async function profile(options: PassOptions, folder: string): Promise<PassResult> {
  let [begin, end, tokenizer] = [0, 0, 0];
  let stop: ReturnType<typeof startJavaScriptProfile>;
  const runtime = watchRuntime({
    profilePrefix: profilePrefix(folder),
    onOpen: () => {
      stop = startJavaScriptProfile();
      begin = performance.now();
    },
  });
  let inRuntime = 0;
  const result = await score(options, folder, () => {
    end = performance.now();
    inRuntime = runtime.seconds();
    tokenizer = stop(TOKENIZER);
  });
  const graph = readSessionProfile(folder);
  return {
    ...result,
    profile: { times: { total: (end - begin) / 1000, runtime: inRuntime, tokenizer }, graph },
  };
}
