import type { MessagePort } from 'node:worker_threads';
import type { SentError } from '../../errors.ts';
import type { Score, TokenGroup } from '../../records.ts';
import type { OnnxBackendOptions } from './index.ts';

/** How a backend in the thread of models is opened. */
export interface InThreadOptions extends OnnxBackendOptions {
  /** The threads of each copy of the model, at least one, in place of `threads`; by default there is one copy. */
  readonly replicaThreads?: readonly number[] | undefined;
}

/**
 * How far a thread is, in the memory that both it and the one that started it share: it may compute, and reads its messages,
 * from `AT_WORK` on and until it has `ENDED`.
 */
export const AT_WORK = 1;
export const ENDED = 2;

/** What a thread is asked for. */
export type ThreadRequest =
  | { readonly kind: 'open'; readonly options: InThreadOptions; readonly port: MessagePort }
  | { readonly kind: 'end' };

/** What comes to the port of a model. Any message to the port of a score, and its closing, stops that score. */
export type ModelRequest =
  | { readonly kind: 'score'; readonly groups: readonly TokenGroup[]; readonly port: MessagePort }
  | { readonly kind: 'close' };

/**
 * What the thread says: of itself, that it is `settled`; on the port of a model, how its opening ended, and that it is closed; on that of a
 * score, its scores. A port is closed behind the last.
 */
export type Reply =
  | { readonly kind: 'settled' }
  | { readonly kind: 'open' | 'closed' }
  | { readonly kind: 'score'; readonly score: Score }
  | { readonly kind: 'end' }
  | ({ readonly kind: 'fault' } & SentError);
