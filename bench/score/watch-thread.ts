/** Loaded by `watchRuntime` into a thread that opens a graph, before its own code. */
import { writeFileSync } from 'node:fs';
import { getEnvironmentData } from 'node:worker_threads';
import { InferenceSession } from 'onnxruntime-node';
import { z } from 'zod';
import { profilePrefix } from './session-profile.ts';
import { FOLDER, now, runtimeWorkFile, type RuntimeWork } from './watch-runtime.ts';

const folder = z.string().parse(getEnvironmentData(FOLDER));
const create = InferenceSession.create.bind(InferenceSession);

const watched = async (file: string | Uint8Array, options: InferenceSession.SessionOptions) => {
  // A graph in memory is none of a model: it asks the runtime something.
  if (typeof file !== 'string') return create(file, options);
  const profileFilePrefix = profilePrefix(folder);
  const session = await create(file, { ...options, enableProfiling: true, profileFilePrefix });
  const work: RuntimeWork = { opened: now(), calls: [] };
  const run = session.run.bind(session) as (...call: unknown[]) => Promise<InferenceSession.ReturnType>;
  session.run = async (...call: unknown[]) => {
    const begin = now();
    try {
      return await run(...call);
    } finally {
      work.calls.push([begin, now()]);
    }
  };
  const release = session.release.bind(session);
  session.release = async () => {
    await release();
    writeFileSync(runtimeWorkFile(folder), JSON.stringify(work));
  };
  return session;
};
(InferenceSession as { create: unknown }).create = watched;
