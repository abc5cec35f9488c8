import { formatDuration } from '../engine/progress.ts';

/** A live line that changes more often than this can't be read. */
const LIVE_MILLISECONDS = 100;
/** Where lines stay: one for each tenth. */
const STEPS = 10;

/** Hears how much of a long transfer is done, in bytes. */
export type ByteProgress = (done: number, total: number) => void;

/** Tells the progress of a transfer, with the time that is left, as a line for each tenth. */
export function plainByteProgress(what: string, say: (line: string) => void): ByteProgress {
  const text = progressText(what);
  let step = -1;
  return (done, total) => {
    const reached = total === 0 ? STEPS : Math.floor((done * STEPS) / total);
    // What is done at once needs no word.
    if (reached === step || (step === -1 && reached === STEPS)) return;
    step = reached;
    say(text(done, total));
  };
}

/** Tells the progress of a transfer on a terminal's live line, and as plain lines elsewhere; `end` clears the live line. */
export function byteProgress(
  stream: NodeJS.WriteStream,
  what: string,
): { readonly show: ByteProgress; readonly end: () => void } {
  if (!stream.isTTY)
    return { show: plainByteProgress(what, (line) => stream.write(`${line}\n`)), end: () => {} };
  const text = progressText(what);
  let shown = -Infinity;
  return {
    show(done, total) {
      if (performance.now() - shown < LIVE_MILLISECONDS && done < total) return;
      shown = performance.now();
      stream.write(`\r\u001b[2K${text(done, total)}`);
    },
    end: () => stream.write(shown === -Infinity ? '' : '\r\u001b[2K'),
  };
}

function progressText(what: string): (done: number, total: number) => string {
  let begun: { readonly at: number; readonly done: number } | undefined;
  return (done, total) => {
    begun ??= { at: performance.now(), done };
    const rate = (done - begun.done) / ((performance.now() - begun.at) / 1000);
    const left = rate > 0 && done < total ? `, ${formatDuration((total - done) / rate)} left` : '';
    return `${what}: ${megabytes(done)} of ${megabytes(total)} MB${left}`;
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0);
}
