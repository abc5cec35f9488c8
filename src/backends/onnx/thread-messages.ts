import type { MessagePort } from 'node:worker_threads';
import type { SentError } from '../../errors.ts';
import type { Score, TokenGroup } from '../../records.ts';
import type { OnnxBackendOptions } from './index.ts';

/** How a backend in a thread of its own is opened. */
export interface InThreadOptions extends OnnxBackendOptions {
  /** The threads of each copy of the model, at least one, in place of `threads`; by default there is one copy. */
  readonly replicaThreads?: readonly number[] | undefined;
}

/** What the thread of a backend is started with. */
export interface ThreadData {
  readonly options: InThreadOptions;
  /** One number, in memory that both share: how far the thread is. It wakes who waits for it to change. */
  readonly stage: Int32Array;
}

/** How far a thread is: it may compute, and reads its messages, from `AT_WORK` on and until it has `ENDED`. */
export const AT_WORK = 1;
export const ENDED = 2;

/** What the thread of a backend is asked for. Any message to the port of a score, and its closing, stops that score. */
export type Request =
  | { readonly kind: 'score'; readonly groups: readonly TokenGroup[]; readonly port: MessagePort }
  | { readonly kind: 'close' };

/** What the thread says: first of itself, and then on the port of each score, which it closes behind the last. */
export type Reply =
  | { readonly kind: 'open' }
  | { readonly kind: 'score'; readonly score: Score }
  | { readonly kind: 'end' }
  | ({ readonly kind: 'fault' } & SentError);
