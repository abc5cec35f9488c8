import { type GraphFacts, NoNumbersError, probeGraph } from '../../backends/onnx/probe.ts';
import { whyNoNumbers } from '../../builder/damaged-tensor.ts';
import {
  adoptExport,
  type ExportedGraph,
  type ReadExport,
  readExport,
} from '../../builder/exported/index.ts';
import { InputError } from '../../errors.ts';
import type { ModelFolder } from '../../model-folder.ts';
import { loadTokenizer } from '../../tokenizer/load-tokenizer.ts';

interface AdoptOptions {
  /** The folder to be made, which holds a manifest alone. */
  readonly out: string;
  readonly signal?: AbortSignal | undefined;
  /** Hears that another process is adopting the same graph. */
  readonly onWait?: ((message: string) => void) | undefined;
}

/**
 * Makes a model folder for a graph that another program built, without a copy of it: tokenizer and files are read, the
 * graph is run on a few tokens, and its files are hashed. Throws InputError where one of these can't be used.
 */
export async function adoptGraph(found: ExportedGraph, options: AdoptOptions): Promise<ModelFolder> {
  await loadTokenizer(found.folder);
  const read = readExport(found);
  const facts = await probed(read);
  options.signal?.throwIfAborted();
  return adoptExport(read, facts, options);
}

/** What running the graph tells; where it gives no numbers, the InputError names the tensor that is the cause. */
async function probed({ graph, config }: ReadExport): Promise<GraphFacts> {
  try {
    return await probeGraph(graph, { ...config, prefixReuse: true });
  } catch (error) {
    if (!(error instanceof NoNumbersError)) throw error;
    throw new InputError(`${graph} gives logits that are no numbers: ${whyNoNumbers(graph)}.`, {
      cause: error,
    });
  }
}
