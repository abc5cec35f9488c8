import type { Backend } from '../../backends/backend.ts';
import { openInThread } from '../../backends/onnx/in-thread.ts';
import { layoutOf } from '../../backends/onnx/layout.ts';
import type { InThreadOptions } from '../../backends/onnx/thread-messages.ts';
import type { ModelFolder } from '../../model-folder.ts';
import { assertUnchanged } from '../run/model.ts';

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

/**
 * As `openBackend`, and meanwhile holds the files of the folder to the hashes of its manifest.
 * Throws InputError naming the files that have changed since the build, and where the graph can't be loaded.
 */
export async function openUnchanged(...[folder, options]: Parameters<typeof openBackend>): Promise<Backend> {
  const [compared, opened] = await Promise.allSettled([
    assertUnchanged(folder),
    openBackend(folder, options),
  ]);
  if (compared.status === 'rejected') {
    if (opened.status === 'fulfilled') await opened.value.close();
    throw compared.reason;
  }
  if (opened.status === 'rejected') throw opened.reason;
  return opened.value;
}
