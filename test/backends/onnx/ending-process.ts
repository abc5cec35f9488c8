/** A process whose thread of models ends, and that then runs its model, the first argument, again: what in-thread.test.ts starts. */
import type { Worker } from 'node:worker_threads';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';

const options = { file: process.argv[2] ?? '', contextLength: 64, threads: 1 };
const suffixes = [{ questionId: 'q', ids: [3], letterIds: [[3]] }];
const groups = [{ subject: 's', kind: 'logit', prefix: [], suffixes }] as const;

async function ask(during: () => unknown = (): void => {}): Promise<void> {
  const backend = await openInThread(options);
  await during();
  for await (const { status } of backend.score(groups, new AbortController().signal))
    process.stdout.write(`${status}\n`);
  await backend.close();
}

const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
await ask(async () => (await started).terminate()).catch((error: Error) =>
  process.stdout.write(`${error.message}\n`),
);
await ask();
