import { on } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { receivedError } from '../../errors.ts';
import type { Score } from '../../records.ts';
import type { Reply } from './thread-messages.ts';

/**
 * The scores that come through a port, those of a pack that was at work when the signal was aborted among them.
 * Throws what their model threw, and what `gone` resolves with once nothing more can come.
 */
export async function* scoresFrom(
  port: MessagePort,
  gone: Promise<Error>,
  signal: AbortSignal,
): AsyncIterable<Score> {
  const stop = (): void => port.postMessage('stop');
  signal.addEventListener('abort', stop);
  // Otherwise the port would stay open where nobody was there to be asked.
  void gone.then(() => port.close());
  try {
    if (signal.aborted) return;
    for await (const [message] of on(port, 'message', { close: ['close'] })) {
      const reply: Reply = message;
      if (reply.kind === 'end') return;
      if (reply.kind === 'fault') throw receivedError(reply);
      if (reply.kind === 'score') yield reply.score;
    }
    throw await gone;
  } finally {
    signal.removeEventListener('abort', stop);
    port.close();
  }
}
