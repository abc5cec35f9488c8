import { findExport } from '../../builder/exported/index.ts';
import { formatDuration } from '../../engine/progress.ts';
import { InputError } from '../../errors.ts';
import type { Precision } from '../../precision.ts';
import { byteProgress } from '../byte-progress.ts';
import { printJson, printNote } from '../print.ts';
import { findModel } from './find-model.ts';
import { buildCheckpoint } from './build-checkpoint.ts';

/** Builds a model folder; Ctrl-C leaves nothing behind. */
export async function buildCommand(flags: {
  readonly checkpoint: string;
  readonly base?: string | undefined;
  readonly out: string;
  readonly precision?: Precision | undefined;
  readonly force: boolean;
  readonly json: boolean | undefined;
  readonly quiet: boolean | undefined;
}): Promise<number> {
  const { base, out, precision, force } = flags;
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const started = performance.now();
  const written = byteProgress(process.stderr, 'writing weights');
  const warnings: string[] = [];
  const watch = flags.quiet === true ? {} : { onProgress: written.show };
  try {
    const { path } = await findModel(flags.checkpoint, {
      signal: interrupted.signal,
      say: printNote,
      onProgress: byteProgress(process.stderr, `fetching ${flags.checkpoint}`).show,
    });
    if (findExport(path) !== null) {
      throw new InputError(
        `${path} is an ONNX graph already, which is run as it is: fiveshot run --model ${path} --tasks …`,
      );
    }
    const { manifest } = await buildCheckpoint({
      checkpoint: path,
      base,
      out,
      precision,
      force,
      signal: interrupted.signal,
      onWarning: (line) => warnings.push(line),
      ...watch,
    });
    written.end();
    for (const line of warnings) printNote(`warning: ${line}`);
    if (flags.json === true) printJson({ out, ...manifest });
    else {
      const time = formatDuration((performance.now() - started) / 1000);
      console.log(
        `${out}: ${manifest.modelType}, ${manifest.parameterCount.toLocaleString('en')} parameters, ${manifest.precision}, in ${time}`,
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
