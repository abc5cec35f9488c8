import type { Backend } from '../backend.ts';
import { type ModelThread, startModelThread } from './model-thread.ts';
import type { InThreadOptions } from './thread-messages.ts';

/** The thread of all models, as ONNX Runtime sets how a thread computes once a process, for the one that opens its first graph. */
let running: ModelThread | undefined;

function modelThread(): ModelThread {
  if (running === undefined) {
    running = startModelThread();
    void running.ended.then(() => (running = undefined));
  }
  return running;
}

/**
 * Scores as `openOnnxBackend` does, in the thread of models: the one that calls is free while a graph runs, and keeps its
 * arithmetic where that one takes denormal numbers for zero. A model begins when `score` is called, and computes on while
 * what it has said is read; several that are open take turns. Throws InputError where the graph can't be loaded.
 */
export function openInThread(options: InThreadOptions): Promise<Backend> {
  return modelThread().open(options);
}

/**
 * Resolves once the thread of models has its settings, for who opens a graph in the thread that calls: that would else
 * be the first of the process, and all models that run later would be slower.
 */
export function settleModelThread(): Promise<void> {
  return modelThread().settled;
}
