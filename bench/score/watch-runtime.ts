import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setEnvironmentData } from 'node:worker_threads';
import { z } from 'zod';

/** Microseconds of the system's steady clock, which every thread reads alike. */
export type Moment = number;

/** When ONNX Runtime was at work on a model. */
export const RuntimeWork = z.object({
  /** When its graph could be run. */
  opened: z.number(),
  /** Begin and end of each call of the graph, in order. */
  calls: z.array(z.tuple([z.number(), z.number()])),
});
export type RuntimeWork = z.infer<typeof RuntimeWork>;

/** Under which name a thread finds the folder that it writes to. */
export const FOLDER = 'fiveshot bench folder';

export function runtimeWorkFile(folder: string): string {
  return join(folder, 'runtime.json');
}

export function now(): Moment {
  return Number(process.hrtime.bigint() / 1000n);
}

/**
 * Has the thread that opens a graph from now on write down what ONNX Runtime does: `RuntimeWork`, and ONNX Runtime's own
 * profile, into a folder. From outside: what runs there is fiveshot as it is, with watch-thread.ts loaded before it.
 */
export function watchRuntime(folder: string): void {
  setEnvironmentData(FOLDER, folder);
  const [tsx, watch] = [import.meta.resolve('tsx/esm/api'), new URL('watch-thread.ts', import.meta.url).href];
  const code = `import { register } from "${tsx}"; register(); await import("${watch}");`;
  process.env['NODE_OPTIONS'] = `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

/** What was written down, once the graph is closed. */
export function readRuntimeWork(folder: string): RuntimeWork {
  return RuntimeWork.parse(JSON.parse(readFileSync(runtimeWorkFile(folder), 'utf8')));
}
