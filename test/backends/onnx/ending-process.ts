/**
 * A process whose thread of models fails while its model, the first argument, is opened or scores, as the second says, and that
 * then runs the model again: what in-thread.test.ts starts.
 */
import type { Worker } from 'node:worker_threads';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';

const [, , file = '', stage] = process.argv;
const ids = Array.from({ length: 200 }, (_, place) => 3 + (place % 140));
const suffixes = Array.from({ length: 400 }, (_, index) => ({
  questionId: `q${index}`,
  ids,
  letterIds: [[3]],
}));
const groups = [{ subject: 's', kind: 'logit', prefix: [], suffixes }] as const;

const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
/** No request of ours is like this one. */
const fail = async (): Promise<void> => (await started).postMessage({ kind: 'open' }, []);

async function ask(during: { readonly opening?: boolean; readonly scoring?: boolean }): Promise<number> {
  const opening = openInThread({ file, contextLength: 4096, threads: 1 });
  if (during.opening) await fail();
  const backend = await opening;
  let scored = 0;
  for await (const { status } of backend.score(groups, new AbortController().signal)) {
    if (status === 'scored') scored += 1;
    if (during.scoring && scored === 1) await fail();
  }
  await backend.close();
  return scored;
}

try {
  process.stdout.write(`${await ask({ [stage ?? '']: true })}\n`);
} catch (error) {
  process.stdout.write(error instanceof Error ? `${error.message.slice(0, 40)}\n` : '');
}
process.stdout.write(`${await ask({})}\n`);
