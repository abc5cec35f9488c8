import type { InferenceSession } from 'onnxruntime-node';
import { InputError } from '../../errors.ts';
import { cutsOffSums } from './cuts-off-sums.ts';

export type Runtime = Awaited<ReturnType<typeof loadRuntime>>;

/** Loaded with the first graph, since the library takes longer to load than all of ours. */
function loadRuntime() {
  return import('onnxruntime-node');
}

/** A graph that is ready to run, and the runtime for its tensors. */
export interface OpenSession {
  readonly ort: Runtime;
  readonly session: InferenceSession;
}

/** Opens a graph on the processor. Throws InputError where the runtime can't load it. */
export async function openSession(file: string, threads: number): Promise<OpenSession> {
  const ort = await loadRuntime();
  const exactly = (await cutsOffSums(ort)) ? { extra: { session: { x64quantprecision: '1' } } } : {};
  try {
    const session = await ort.InferenceSession.create(file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...exactly,
    });
    return { ort, session };
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
