import type { InferenceSession } from 'onnxruntime-node';
import { InputError } from '../../errors.ts';

export type Runtime = Awaited<ReturnType<typeof loadRuntime>>;

/** Loaded with the first graph, since the library takes longer to load than all of ours. */
export function loadRuntime() {
  return import('onnxruntime-node');
}

/** Opens a graph on the processor. Throws InputError where the runtime can't load it. */
export async function createSession(ort: Runtime, file: string, threads: number): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `ONNX Runtime can't load ${file} (${firstLine(reason)}); build the model folder again with 'fiveshot model build', or export the graph again where another program built it.`,
    );
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 300) ?? '';
}
