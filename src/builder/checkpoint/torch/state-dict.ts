import { InputError } from '../../../errors.ts';
import type { PickleDict, PickleValue, TensorView } from './values.ts';
import { isKind } from './values.ts';

/** Keys under which trainers put the weights beside other state. */
const WRAPPERS = ['state_dict', 'model', 'module'];

/**
 * The tensors of a file's value by name: of a dict of tensors, or of one such inside a dict under a trainer's key.
 * Throws InputError for everything else, naming it.
 */
export function stateDict(path: string, root: PickleValue): Map<string, TensorView> {
  if (!isKind(root, 'dict'))
    throw new InputError(`${path} holds no dict of tensors, as the weights of a model are`);
  const tensors = new Map<string, TensorView>();
  for (const [name, value] of unwrapped(root).entries) {
    if (typeof name !== 'string' || !isKind(value, 'tensor'))
      throw new InputError(`${path} has the entry ${label(name)}, which is no tensor with a name`);
    tensors.set(name, value);
  }
  return tensors;
}

function unwrapped(root: PickleDict): PickleDict {
  const inner = WRAPPERS.map((key) => root.entries.get(key)).find((value) => isKind(value, 'dict'));
  return isKind(inner, 'dict') ? inner : root;
}

function label(name: PickleValue): string {
  return typeof name === 'object' ? 'under a key that is no text' : String(name);
}
