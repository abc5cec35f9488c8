import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import { PassingFault, UnreachableError } from './fault.ts';

/** How often a request is made again, and how long apart. */
export interface Patience {
  readonly retries: number;
  /** Before the first further try; doubled for each one after it. */
  readonly firstWaitMilliseconds: number;
  /** A server that asks to be left alone for longer is given up. */
  readonly longestWaitMilliseconds: number;
}

/** About a minute in all. */
export const PATIENCE: Patience = {
  retries: 6,
  firstWaitMilliseconds: 1000,
  longestWaitMilliseconds: 120_000,
};

interface Watched {
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience | undefined;
  /** Whether something came since the last call; a try that brought something is not counted. */
  readonly progressed?: () => boolean;
}

/**
 * Does work again for as long as it throws PassingFault, waiting in between as the server asks or twice as long each
 * time. Throws UnreachableError where patience ends, the signal's reason where that is aborted, and every other error at once.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { signal, patience = PATIENCE, progressed = () => false }: Watched,
): Promise<T> {
  let tries = 0;
  try {
    return await pRetry(
      () => {
        tries += 1;
        return work();
      },
      {
        retries: patience.retries,
        minTimeout: patience.firstWaitMilliseconds,
        ...(signal === undefined ? {} : { signal }),
        shouldConsumeRetry: () => !progressed(),
        shouldRetry: ({ error }) =>
          error instanceof PassingFault && error.waitMilliseconds <= patience.longestWaitMilliseconds,
        async onFailedAttempt({ error, retriesLeft }) {
          if (!(error instanceof PassingFault) || retriesLeft === 0) return;
          if (error.waitMilliseconds > patience.longestWaitMilliseconds) return;
          await sleep(error.waitMilliseconds, undefined, signal === undefined ? {} : { signal });
        },
      },
    );
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    if (!(error instanceof PassingFault)) throw error;
    throw new UnreachableError(`${error.message}, asked ${tries} ${tries === 1 ? 'time' : 'times'}`, {
      cause: error,
    });
  }
}
