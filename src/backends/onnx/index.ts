import { usableThreads } from '../../machine/threads.ts';
import type { Backend } from '../backend.ts';
import { openDecoder } from './decoder.ts';
import type { GraphLayout } from './layout.ts';
import { scoreGroups } from './score-groups.ts';
import type { RuntimeSettings } from './session.ts';

export interface OnnxBackendOptions {
  /** The graph file; its external data lies beside it. */
  readonly file: string;
  readonly contextLength: number;
  /** How the graph's inputs and outputs are called and formed; as fiveshot builds them by default. */
  readonly layout?: GraphLayout | undefined;
  /** Sequences with more tokens than this share no keys and values with those that have fewer. */
  readonly lengthBorder?: number | undefined;
  /** Threads within an operator; `usableThreads` by default. */
  readonly threads?: number | undefined;
}

/**
 * Scores with ONNX Runtime on the processor, in the thread that calls. A call of the graph blocks it; `openInThread` gives
 * the same from a thread of its own. Throws InputError where the graph can't be loaded.
 */
export async function openOnnxBackend({
  file,
  contextLength,
  layout,
  lengthBorder,
  threads = usableThreads().count,
  flushDenormals,
}: OnnxBackendOptions & Pick<RuntimeSettings, 'flushDenormals'>): Promise<Backend> {
  const decoder = await openDecoder(file, { threads, flushDenormals }, layout);
  let closing: Promise<void> | undefined;
  return {
    name: 'onnx',
    contextLength,
    replicas: 1,
    score: (groups, signal) => scoreGroups(decoder, { contextLength, lengthBorder }, { groups, signal }),
    close: () => (closing ??= decoder.close()),
  };
}
