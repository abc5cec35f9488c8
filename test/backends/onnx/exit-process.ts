/** A process that ends itself with 7 while its graph, the first argument, is at work: what in-thread.test.ts starts. */
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';

const backend = await openInThread({ file: process.argv[2] ?? '', contextLength: 4096, threads: 1 });
const ids = Array.from({ length: 3000 }, (_, place) => 3 + (place % 140));
const suffixes = Array.from({ length: 9 }, (_, index) => ({
  questionId: `q${index}`,
  ids,
  letterIds: [[3]],
}));
const groups = [{ subject: 's', kind: 'logit', prefix: [], suffixes }] as const;
for await (const { status } of backend.score(groups, new AbortController().signal))
  process.exit(status === 'scored' ? 7 : 1);
