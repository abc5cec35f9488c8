import { join } from 'node:path';
import { buildModel } from '../../builder/build.ts';
import { formatDuration } from '../../engine/progress.ts';
import { FormatError } from '../../errors.ts';
import { jsonTokenizer } from '../../tokenizer/json-tokenizer.ts';
import { printJson } from '../print.ts';

/** Builds a model folder; Ctrl-C leaves nothing behind. */
export async function buildCommand(flags: {
  readonly checkpoint: string;
  readonly out: string;
  readonly force: boolean;
  readonly json: boolean | undefined;
  readonly quiet: boolean | undefined;
}): Promise<number> {
  const { checkpoint, out, force } = flags;
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const started = performance.now();
  try {
    const onProgress = flags.quiet === true || !process.stderr.isTTY ? undefined : showBytes;
    const { manifest } = await buildModel({
      checkpoint,
      out,
      force,
      checkTokenizer: (files) => openTokenizer(files, checkpoint),
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

/** A tokenizer that can't be read makes the weights useless, and is found before they are written. */
function openTokenizer(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  where: string,
): void {
  const content = (name: string): unknown => {
    const file = files.find((one) => one.name === name);
    return file === undefined ? undefined : parseJson(file.bytes, join(where, name));
  };
  jsonTokenizer({ tokenizer: content('tokenizer.json'), config: content('tokenizer_config.json'), where });
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${path} is not whole JSON (${reason}); copy the file again.`, { cause: error });
  }
}

function showBytes(written: number, total: number): void {
  process.stderr.write(`\rwriting weights: ${(written / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
}
