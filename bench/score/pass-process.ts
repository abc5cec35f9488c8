/** One pass over the workload, in a process of its own: what `runPass` starts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/commands/run/library-run.ts';
import { readJournal } from '../../src/results/journal.ts';
import { answerChild } from './child.ts';
import { type JavaScriptProfile, secondsWithin, startJavaScriptProfile } from './javascript-profile.ts';
import type { PassOptions, PassResult } from './pass.ts';
import { readSessionProfile } from './session-profile.ts';
import type { ProfiledTimes } from './shares.ts';
import { type Moment, now, readRuntimeWork, type RuntimeWork, watchRuntime } from './watch-runtime.ts';
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
  { contestant: { model, precision }, workload: { data, limit }, threads, replicas, profiled }: PassOptions,
  folder: string,
  onLast: () => void = () => {},
): Promise<PassResult> {
  const { sitting, folder: out } = await run({
    model,
    precision,
    data,
    ...(limit === undefined ? {} : { limit }),
    ...(threads === undefined ? {} : { threads }),
    // Of copies that work side by side, times don't sum up.
    ...(profiled ? { replicas: 1 } : replicas === undefined ? {} : { replicas }),
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
  watchRuntime(folder);
  const stop = startJavaScriptProfile();
  let end = 0;
  const result = await score(options, folder, () => (end = now()));
  const times = profiledTimes(readRuntimeWork(folder), end, stop());
  return { ...result, profile: { times, graph: readSessionProfile(folder) } };
}

/** What of the time until `end` ONNX Runtime took, and what of the rest the tokenizer: it works beside ONNX Runtime too. */
function profiledTimes(
  { opened, calls }: RuntimeWork,
  end: Moment,
  javaScript: JavaScriptProfile,
): ProfiledTimes {
  const isFree = (moment: Moment): boolean =>
    moment >= opened && moment <= end && !calls.some(([from, to]) => moment >= from && moment <= to);
  return {
    total: (end - opened) / 1e6,
    runtime: calls.reduce((sum, [from, to]) => sum + to - from, 0) / 1e6,
    tokenizer: secondsWithin(javaScript, { files: TOKENIZER, counts: isFree }),
  };
}
