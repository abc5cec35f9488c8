import { progressLine } from '../../engine/progress.ts';
import { plainLine } from '../../report/escape.ts';
import type { Status } from './status.ts';

/** Without a terminal: a plain line for each tenth of the questions, and one a minute in between. */
const PLAIN_STEPS = 10;
const PLAIN_MILLISECONDS = 60_000;
/** A live line that changes more often than this can't be read. */
const LIVE_MILLISECONDS = 100;

/** A live line on a terminal, plain lines elsewhere, nothing where it is quiet. */
export function createStatus(stream: NodeJS.WriteStream, quiet: boolean): Status {
  if (quiet) return { say: () => {}, progress: () => {}, done: () => {} };
  return stream.isTTY ? liveStatus(stream) : plainStatus(stream);
}

function liveStatus(stream: NodeJS.WriteStream): Status {
  let live = false;
  let shown = -Infinity;
  const clear = (): void => {
    if (live) stream.write('\r\u001b[2K');
    live = false;
  };
  return {
    say(line) {
      clear();
      stream.write(`${plainLine(line)}\n`);
    },
    progress(state) {
      if (performance.now() - shown < LIVE_MILLISECONDS && state.done < state.total) return;
      shown = performance.now();
      clear();
      stream.write(plainLine(progressLine(state)).slice(0, Math.max(20, stream.columns - 1)));
      live = true;
    },
    done: clear,
  };
}

function plainStatus(stream: NodeJS.WriteStream): Status {
  let step = -1;
  let shown = performance.now();
  return {
    say: (line) => void stream.write(`${plainLine(line)}\n`),
    progress(state) {
      const reached = Math.floor((state.done * PLAIN_STEPS) / state.total);
      if (reached === step && performance.now() - shown < PLAIN_MILLISECONDS) return;
      step = reached;
      shown = performance.now();
      stream.write(`${plainLine(progressLine(state))}\n`);
    },
    done: () => {},
  };
}
