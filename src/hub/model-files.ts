import { InputError, listed } from '../errors.ts';
import { partNames } from '../weight-files/gguf-parts.ts';
import { WEIGHT_INDEX } from '../weight-files/weight-map.ts';
import { checkpointFiles } from './checkpoint-files.ts';
import type { HubId } from './hub-id.ts';
import { filesNamed, type ListedFiles } from './listed-files.ts';
import type { RepositoryFile } from './repository.ts';

/** Configuration and tokenizer files by name; all are small. */
const SMALL = /^[^/]+\.(?:json|model|tiktoken|txt)$/;

/** Graphs with their data, where there is no checkpoint, in the same way. */
const GRAPHS: readonly RegExp[] = [
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
 * single GGUF model) with configuration and tokenizer. Throws InputError where there are no weights, some of them are
 * missing, or there are several GGUF models; FormatError for a damaged index.
 */
export async function modelFiles(
  { repo, file }: HubId,
  listing: ListedFiles,
): Promise<readonly RepositoryFile[]> {
  const { files } = listing;
  if (file !== null) return namedFile(repo, file, files);
  const small = smallFiles(files);
  const checkpoint = await checkpointFiles(repo, listing);
  if (checkpoint.length > 0) return [...small, ...checkpoint];
  for (const kind of GRAPHS) {
    const graph = files.filter(({ path }) => kind.test(path));
    if (graph.length > 0) return [...small, ...graph];
  }
  return onlyGguf(repo, files);
}

function namedFile(repo: string, file: string, files: readonly RepositoryFile[]): readonly RepositoryFile[] {
  const named = files.find(({ path }) => path === file);
  if (named === undefined) {
    const ending = file.slice(file.lastIndexOf('.'));
    const others = files.map(({ path }) => path).filter((path) => path.endsWith(ending));
    throw new InputError(`${repo} has no file ${file}; it has ${listed(others) || 'no such file'}.`);
  }
  return GGUF.test(file) ? ggufParts(repo, file, files) : [named, ...aroundGraph(file, files)];
}

/** The one GGUF model of a repository, whose name needs no telling. */
function onlyGguf(repo: string, files: readonly RepositoryFile[]): readonly RepositoryFile[] {
  const names = files.map(({ path }) => path).filter((path) => GGUF.test(path));
  const [first, ...others] = new Set(names.map((path) => partNames(path)?.[0] ?? path));
  if (first === undefined)
    throw new InputError(
      `${repo} has no weights that fiveshot reads (safetensors, PyTorch .bin, ONNX or GGUF).`,
    );
  if (others.length === 0 && !first.includes('/')) return ggufParts(repo, first, files);
  const what =
    others.length === 0 ? 'its GGUF file in a folder: name it' : `${others.length + 1} GGUF files: name one`;
  throw new InputError(`${repo} has ${what}, such as ${repo}/${first}.`);
}

/** A GGUF file, with the others where it is one of several parts. */
function ggufParts(repo: string, file: string, files: readonly RepositoryFile[]): readonly RepositoryFile[] {
  return filesNamed(partNames(file) ?? [file], files, `${repo} lacks parts of ${file}`);
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

/** Configuration and tokenizer files of a folder (`''`: the root); an index of weights comes with those. */
function smallFiles(files: readonly RepositoryFile[], folder = ''): readonly RepositoryFile[] {
  return files.filter(
    ({ path, bytes }) =>
      path.startsWith(folder) &&
      SMALL.test(path.slice(folder.length)) &&
      !WEIGHT_INDEX.test(path) &&
      bytes <= MAX_SMALL_BYTES,
  );
}
