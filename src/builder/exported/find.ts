import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../../errors.ts';
import { MODEL_FILES } from '../../model-folder.ts';
import { refuseUnfinished } from '../output-folder.ts';
import { GENAI_CONFIG, genaiGraph } from './config.ts';

/** A graph that another program built, with the folder of its configuration and tokenizer. */
export interface ExportedGraph {
  /** Absolute path. */
  readonly folder: string;
  /** Absolute path of the .onnx file, in the folder or below it. */
  readonly graph: string;
}

/** Where exporters put a decoder, the best first: one that takes a past and none, then one for each case. */
const GRAPHS = [
  'model.onnx',
  'decoder_model_merged.onnx',
  'decoder_with_past_model.onnx',
  'decoder_model.onnx',
].flatMap((name) => [name, `onnx/${name}`]);

/** Weights that a graph is built from, which are preferred: they are the publisher's own. */
const CHECKPOINT = /^(?:(?:model|pytorch_model)(?:-\d{5}-of-\d{5})?\.(?:safetensors|bin))$/;

/**
 * The graph that a path names: a .onnx file, or a folder that holds one and no weights of a checkpoint. Null where it names
 * something else. Throws InputError for a folder with several graphs and none of the usual names, and for a .onnx file
 * with no configuration beside it or above it, and for a build of ours that isn't finished.
 */
export function findExport(path: string): ExportedGraph | null {
  if (!existsSync(path)) return null;
  refuseUnfinished(path);
  if (!statSync(path).isDirectory()) return path.endsWith('.onnx') ? aroundGraph(resolve(path)) : null;
  const names = readdirSync(path);
  if (names.includes(MODEL_FILES.manifest) || names.some((name) => CHECKPOINT.test(name))) return null;
  const graph = graphIn(path, names);
  return graph === null ? null : { folder: resolve(path), graph: resolve(path, graph) };
}

function graphIn(folder: string, names: readonly string[]): string | null {
  if (names.includes(GENAI_CONFIG)) return genaiGraph(folder);
  const usual = GRAPHS.find((name) => existsSync(join(folder, name)));
  if (usual !== undefined) return usual;
  const below = names.includes('onnx') ? readdirSync(join(folder, 'onnx')).map((name) => `onnx/${name}`) : [];
  const graphs = [...names, ...below].filter((name) => name.endsWith('.onnx'));
  const [only = null] = graphs;
  if (graphs.length < 2) return only;
  throw new InputError(
    `${folder} has ${graphs.length} graphs; name one of them, such as ${join(folder, graphs.toSorted()[0] ?? '')}.`,
  );
}

/** A graph that is named itself belongs to the configuration beside it, or above its folder `onnx`. */
function aroundGraph(graph: string): ExportedGraph {
  const beside = dirname(graph);
  const folders = basename(beside) === 'onnx' ? [beside, dirname(beside)] : [beside];
  const folder = folders.find((one) =>
    [GENAI_CONFIG, MODEL_FILES.config].some((name) => existsSync(join(one, name))),
  );
  if (folder !== undefined) return { folder, graph };
  throw new InputError(
    `${graph} has no ${MODEL_FILES.config} beside it, which says what its model is; copy configuration and tokenizer files there.`,
  );
}
