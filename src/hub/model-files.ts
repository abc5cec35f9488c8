import { InputError } from '../errors.ts';
import type { HubId } from './hub-id.ts';
import type { RepositoryFile } from './repository.ts';

/** Configuration and tokenizer files by name; all are small. */
const SMALL = /^[^/]+\.(?:json|model|tiktoken|txt)$/;
/** Weights by preference: the first kind that a repository has is taken, and no other. */
const WEIGHTS: readonly RegExp[] = [
  /^model(?:-\d{5}-of-\d{5})?\.safetensors$/,
  /^pytorch_model(?:-\d{5}-of-\d{5})?\.bin$/,
  /^onnx\/model\.onnx(?:_data(?:_\d+)?|\.data)?$/,
  /^model\.onnx(?:_data(?:_\d+)?|\.data)?$/,
  /^onnx\/decoder_model_merged\.onnx(?:_data(?:_\d+)?|\.data)?$/,
  /^decoder_model_merged\.onnx(?:_data(?:_\d+)?|\.data)?$/,
];
const GGUF = /\.gguf$/;
/** Files of other kinds that are small by name and not in what they hold (a tokenizer has up to 34 MB). */
const MAX_SMALL_BYTES = 256 * 1024 * 1024;

/** What follows a graph's name in those of its data files. */
const GRAPH_DATA = /^(?:_data(?:_\d+)?|\.data)$/;

/**
 * The files that fiveshot needs of a model repository: one kind of weights (safetensors before PyTorch before ONNX before a
 * single GGUF file) with configuration and tokenizer. Throws InputError where there are no weights, or several GGUF files.
 */
export function modelFiles(
  { repo, file }: HubId,
  files: readonly RepositoryFile[],
): readonly RepositoryFile[] {
  if (file !== null) {
    const named = files.find(({ path }) => path === file);
    if (named !== undefined) return GGUF.test(file) ? [named] : [named, ...aroundGraph(file, files)];
    const ending = file.slice(file.lastIndexOf('.'));
    throw new InputError(
      `${repo} has no file ${file}; it has ${listed(files.filter(({ path }) => path.endsWith(ending)))}.`,
    );
  }
  const small = smallFiles(files);
  for (const kind of WEIGHTS) {
    const weights = files.filter(({ path }) => kind.test(path));
    if (weights.length > 0) return [...small, ...weights];
  }
  const ggufs = files.filter(({ path }) => GGUF.test(path));
  const [only] = ggufs;
  if (only !== undefined && ggufs.length === 1) return [only];
  throw new InputError(
    only === undefined
      ? `${repo} has no weights that fiveshot reads (safetensors, PyTorch .bin, ONNX or GGUF).`
      : `${repo} has ${ggufs.length} GGUF files: name one, such as ${repo}/${only.path}.`,
  );
}

/** A graph's data, and the configuration and tokenizer files at the root and beside it. */
function aroundGraph(graph: string, files: readonly RepositoryFile[]): readonly RepositoryFile[] {
  const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
  const data = files.filter(
    ({ path }) => path.startsWith(graph) && GRAPH_DATA.test(path.slice(graph.length)),
  );
  const beside = folder === '' ? [] : smallFiles(files, folder);
  return [...data, ...smallFiles(files), ...beside];
}

/** Configuration and tokenizer files of a folder (`''`: the root). */
function smallFiles(files: readonly RepositoryFile[], folder = ''): readonly RepositoryFile[] {
  return files.filter(
    ({ path, bytes }) =>
      path.startsWith(folder) && SMALL.test(path.slice(folder.length)) && bytes <= MAX_SMALL_BYTES,
  );
}

function listed(files: readonly RepositoryFile[]): string {
  const names = files.slice(0, 10).map(({ path }) => path);
  if (names.length === 0) return 'no such file';
  return files.length > names.length
    ? `${names.join(', ')} and ${files.length - names.length} more`
    : names.join(', ');
}
