import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { InputError } from '../../errors.ts';
import { type GraphNames, LOGIT_ROWS } from '../../model-folder.ts';
import type { KeyValueCache } from './decoder.ts';
import type { CacheTensor } from './layout.ts';
import type { Runtime } from './session.ts';

/** Token ids of sequences that each follow the same cache. */
export type Sequences = readonly (readonly number[])[];

/** Makes one input for sequences that follow a cache. */
type Feed = (sequences: Sequences, past: KeyValueCache) => Tensor;

/** The attention mask's number for tokens that all others may see; those of one sequence of a pack have numbers above it. */
const SHARED = 1;

/** What the inputs of an opened graph are. */
interface GraphInputs {
  readonly file: string;
  readonly metadata: InferenceSession['inputMetadata'];
  readonly names: GraphNames;
  readonly caches: readonly CacheTensor[];
}

/** A maker for each input of a graph. Throws InputError, naming it, for an input that isn't known. */
export function feedsOf(ort: Runtime, graph: GraphInputs): readonly (readonly [string, Feed])[] {
  return graph.metadata.map((input) => {
    const type = input.isTensor ? input.type : 'none';
    const rank = input.isTensor ? input.shape.length : 0;
    const feed =
      cacheFeed(input.name, graph) ??
      integerFeed(input.name, rank, { names: graph.names, tensor: integerTensor(ort, type) }) ??
      branchFeed(ort, input.name, type);
    if (feed !== null) return [input.name, feed];
    throw new InputError(
      `${graph.file} asks for an input '${input.name}' (${type}, ${rank} dimensions), which fiveshot does not know; export the model for text generation, or build it from its checkpoint.`,
    );
  });
}

function cacheFeed(name: string, { file, caches }: GraphInputs): Feed | null {
  if (!caches.some(({ past }) => past === name)) return null;
  return (_, { tensors }) => {
    const tensor = tensors[name];
    if (tensor === undefined) throw new InputError(`${file} gave no output for its input '${name}'.`);
    return tensor;
  };
}

type IntegerTensor = (values: readonly number[], dims: readonly number[]) => Tensor;

function integerFeed(
  name: string,
  rank: number,
  { names, tensor }: { readonly names: GraphNames; readonly tensor: IntegerTensor | null },
): Feed | null {
  if (tensor === null) return null;
  const row = (values: readonly number[]): Tensor => tensor(values, [1, values.length]);
  // Logits of the last position alone, where a graph can leave out the others.
  if (name === 'num_logits_to_keep' && rank < 2) return () => tensor([1], rank === 0 ? [] : [1]);
  if (name === 'final_length' && rank === 1) return (_, past) => tensor([past.finalLength], [1]);
  if (name === LOGIT_ROWS && rank === 1)
    return (sequences) => tensor(lastRowsOf(sequences), [sequences.length]);
  if (rank !== 2) return null;
  if (name === names.inputIds) return (sequences) => row(sequences.flat());
  if (name === names.positionIds)
    return (sequences, past) =>
      row(sequences.flatMap((ids) => ids.map((_, index) => past.ids.length + index)));
  if (name === names.attentionMask)
    return (sequences, past) => row([...past.ids.map(() => SHARED), ...owners(sequences)]);
  return null;
}

/** Where each sequence of a pack ends. */
function lastRowsOf(sequences: Sequences): readonly number[] {
  let end = 0;
  return sequences.map(({ length }) => (end += length) - 1);
}

/** Whose each token of a pack is; a sequence by itself needs no number of its own. */
function owners(sequences: Sequences): readonly number[] {
  const own = sequences.length === 1 ? SHARED : SHARED + 1;
  return sequences.flatMap((ids, index) => ids.map(() => own + index));
}

function integerTensor(ort: Runtime, type: string): IntegerTensor | null {
  if (type === 'int64')
    return (values, dims) => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  if (type === 'int32') return (values, dims) => new ort.Tensor('int32', Int32Array.from(values), dims);
  return null;
}

/** A merged graph has a branch for the first tokens of a text and one for all that follow a past. */
function branchFeed(ort: Runtime, name: string, type: string): Feed | null {
  if (name !== 'use_cache_branch' || type !== 'bool') return null;
  return (_, past) => new ort.Tensor('bool', [past.ids.length > 0], [1]);
}
