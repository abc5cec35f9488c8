import { formatDuration } from '../../engine/progress.ts';
import { printJson } from '../print.ts';
import { buildCheckpoint } from './build-checkpoint.ts';

/** Builds a model folder; Ctrl-C leaves nothing behind. */
export async function buildCommand(flags: {
  readonly checkpoint: string;
  readonly base?: string | undefined;
  readonly out: string;
  readonly force: boolean;
  readonly json: boolean | undefined;
  readonly quiet: boolean | undefined;
}): Promise<number> {
  const { checkpoint, base, out, force } = flags;
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const started = performance.now();
  try {
    const onProgress = flags.quiet === true || !process.stderr.isTTY ? undefined : showBytes;
    const { manifest } = await buildCheckpoint({
      checkpoint,
      base,
      out,
      force,
      onProgress,
      signal: interrupted.signal,
    });
    if (onProgress !== undefined) process.stderr.write('\r\u001b[2K');
    if (flags.json === true) printJson({ out, ...manifest });
    else {
      const time = formatDuration((performance.now() - started) / 1000);
      console.log(
        `${out}: ${manifest.modelType}, ${manifest.parameterCount} parameters, ${manifest.precision}, in ${time}`,
      );
      console.log(`next: fiveshot model verify ${out}`);
    }
    return 0;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.stderr.write(`\ninterrupted: nothing was left at ${out}\n`);
    return 130;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function showBytes(written: number, total: number): void {
  process.stderr.write(`\rwriting weights: ${(written / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
}
