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

/** How ONNX Runtime is to compute. */
export interface RuntimeSettings {
  /** Threads within an operator. */
  readonly threads: number;
  /**
   * Takes numbers nearer to zero than the normal ones (1.2e-38 in float32) for zero, where the processor is an x86. The
   * probabilities of masked tokens are such numbers, and each product with one costs a hundred others. ONNX Runtime sets
   * this for the session's own threads, and for the thread that opens the first session of the process: there, JavaScript
   * computes without such numbers too. So it is for a thread that does nothing else.
   */
  readonly flushDenormals?: boolean | undefined;
}

const DENORMALS_AS_ZERO = { set_denormal_as_zero: '1' };

/**
 * Has the thread that calls take denormal numbers for zero, where this opens the first session of the process, and on Linux and
 * macOS the threads that it starts from then on: there each has the floating-point settings of the one that started it.
 */
export async function takeDenormalsForZero(): Promise<void> {
  await cutsOffSums(await loadRuntime(), { session: DENORMALS_AS_ZERO });
}

/** Opens a graph on the processor. Throws InputError where the runtime can't load it. */
export async function openSession(
  file: string,
  { threads, flushDenormals = false }: RuntimeSettings,
): Promise<OpenSession> {
  const ort = await loadRuntime();
  const flush: Record<string, string> = flushDenormals ? DENORMALS_AS_ZERO : {};
  const exactly = (await cutsOffSums(ort, { session: flush })) ? { x64quantprecision: '1' } : {};
  try {
    const session = await ort.InferenceSession.create(file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      extra: { session: { ...flush, ...exactly } },
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
