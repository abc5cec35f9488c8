/** A process that ends once its model, the first argument, is closed: what in-thread.test.ts starts. */
import { setTimeout } from 'node:timers/promises';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';

const backend = await openInThread({ file: process.argv[2] ?? '', contextLength: 64, threads: 1 });
process.stdout.write('open\n');
// Nothing but the open model keeps the process from ending.
await setTimeout(300, undefined, { ref: false });
await backend.close();
process.stdout.write('closed\n');
