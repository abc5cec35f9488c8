import { extname } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a module of ours as a thread: `path`, without an ending, seen from the module whose address is `from`. Where the
 * sources run as they are, the thread needs tsx, which Node.js 20 doesn't take over from the thread that starts it.
 */
export function startThread(path: string, from: string, options: WorkerOptions): Worker {
  const ending = extname(from);
  const loader = ending === '.ts' ? { execArgv: [`--import=${registration()}`] } : {};
  return new Worker(new URL(path + ending, from), { ...options, ...loader });
}

function registration(): string {
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  return `data:text/javascript,${encodeURIComponent(`import { register } from ${tsx}; register();`)}`;
}
