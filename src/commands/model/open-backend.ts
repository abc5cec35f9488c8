import type { Backend } from '../../backends/backend.ts';
import { openInThread } from '../../backends/onnx/in-thread.ts';
import { layoutOf } from '../../backends/onnx/layout.ts';
import type { InThreadOptions } from '../../backends/onnx/thread-messages.ts';
import type { ModelFolder } from '../../model-folder.ts';

/**
 * The backend of a model folder, in a thread of its own, as its manifest says that it is to be run; `contextLength` is the
 * model's by default.
 * Throws InputError where the graph can't be loaded.
 */
export function openBackend(
  { graphPath, manifest }: ModelFolder,
  options: Partial<Pick<InThreadOptions, 'contextLength' | 'threads' | 'replicaThreads'>>,
): Promise<Backend> {
  const { contextLength, lengthBorder } = manifest;
  return openInThread({
    file: graphPath,
    contextLength,
    lengthBorder,
    layout: layoutOf(manifest),
    ...options,
  });
}
