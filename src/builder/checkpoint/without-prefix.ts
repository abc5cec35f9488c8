import { InputError } from '../../errors.ts';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';

/**
 * A checkpoint whose names begin without `prefix`, wherever they had it: the same model is stored with and without the
 * name of the module that holds it. Throws InputError where two tensors would have one name.
 */
export function withoutPrefix(checkpoint: Checkpoint, prefix: string): Checkpoint {
  const stored = new Map<string, string>();
  const tensors = new Map<string, TensorInfo>();
  for (const [name, info] of checkpoint.tensors) {
    const short = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    if (tensors.has(short)) {
      throw new InputError(`The checkpoint has ${short} and ${prefix}${short}; one of them must go`);
    }
    stored.set(short, name);
    tensors.set(short, info);
  }
  return {
    ...checkpoint,
    tensors,
    read: (name, range) => checkpoint.read(stored.get(name) ?? name, range),
    assertReadable: (name) => checkpoint.assertReadable(stored.get(name) ?? name),
  };
}
