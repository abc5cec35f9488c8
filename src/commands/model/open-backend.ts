import type { Backend } from '../../backends/backend.ts';
import { openOnnxBackend, type OnnxBackendOptions } from '../../backends/onnx/index.ts';
import { layoutOf } from '../../backends/onnx/layout.ts';
import type { ModelFolder } from '../../model-folder.ts';

/**
 * The backend of a model folder, as its manifest says that it is to be run; `contextLength` is the model's by default.
 * Throws InputError where the graph can't be loaded.
 */
export function openBackend(
  { graphPath, manifest }: ModelFolder,
  options: Partial<Pick<OnnxBackendOptions, 'contextLength' | 'threads'>>,
): Promise<Backend> {
  const { contextLength, lengthBorder } = manifest;
  return openOnnxBackend({
    file: graphPath,
    contextLength,
    lengthBorder,
    layout: layoutOf(manifest),
    ...options,
  });
}
