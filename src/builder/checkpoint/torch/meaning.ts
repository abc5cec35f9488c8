import { FormatError, InputError } from '../../../errors.ts';
import { bounded, checkedShape } from '../limits.ts';
import type { Meaning } from './pickle-machine.ts';
import type { PickleValue, StorageRef, TensorView } from './values.ts';
import { isKind } from './values.ts';

/** Element types of torch's storage classes, under the names that safetensors gives them. */
const STORAGE_TYPES: ReadonlyMap<string, string | null> = new Map<string, string | null>([
  ['torch.DoubleStorage', 'F64'],
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
  ['torch.storage.UntypedStorage', null],
]);

/** Element types of torch's dtypes, which tensors over untyped storages name. */
const DTYPES: ReadonlyMap<string, string> = new Map([
  ['torch.float64', 'F64'],
  ['torch.float32', 'F32'],
  ['torch.float16', 'F16'],
  ['torch.bfloat16', 'BF16'],
  ['torch.int64', 'I64'],
  ['torch.int32', 'I32'],
  ['torch.int16', 'I16'],
  ['torch.int8', 'I8'],
  ['torch.uint64', 'U64'],
  ['torch.uint32', 'U32'],
  ['torch.uint16', 'U16'],
  ['torch.uint8', 'U8'],
  ['torch.bool', 'BOOL'],
  ['torch.float8_e4m3fn', 'F8_E4M3'],
  ['torch.float8_e5m2', 'F8_E5M2'],
  ['torch.float8_e8m0fnu', 'F8_E8M0'],
]);

type Constructor = (args: readonly PickleValue[]) => PickleValue;

/** All that a checkpoint of tensors calls. */
const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['collections.OrderedDict', orderedDict],
  ['torch._utils._rebuild_tensor', ([storage, ...view]) => tensor(storage, view)],
  ['torch._utils._rebuild_tensor_v2', ([storage, ...view]) => tensor(storage, view)],
  ['torch._utils._rebuild_tensor_v3', ([storage, ...view]) => tensor(storage, view, view[5])],
  ['torch._utils._rebuild_parameter', ([data]) => data ?? null],
  ['torch._utils._rebuild_parameter_with_state', ([data]) => data ?? null],
  ['torch.Size', ([size]) => size ?? null],
  ['torch.device', () => null],
]);

/** What the names of a torch file mean. Every other one is refused by an InputError that names it. */
export function torchMeaning(path: string): Meaning {
  const refusal = (name: string): InputError =>
    new InputError(
      `${path} asks for ${name}, which tensors don't need; nothing of a checkpoint is run, so it can't be read: get its weights as safetensors`,
    );
  return {
    global(name) {
      if (STORAGE_TYPES.has(name) || DTYPES.has(name) || CONSTRUCTORS.has(name))
        return { kind: 'global', name };
      throw refusal(name);
    },
    call(name, args) {
      const construct = CONSTRUCTORS.get(name);
      if (construct === undefined) throw refusal(`a call of ${name}`);
      return construct(args);
    },
    persistent: (id) => storageRef(path, id),
  };
}

/** `("storage", class, key, location, count)`, and in the legacy form a view of it: `(key, offset, size)` or None. */
function storageRef(path: string, id: PickleValue): StorageRef {
  const [tag, type, key, , count, view] = isKind(id, 'tuple') ? id.items : [];
  if (tag === 'module')
    throw new InputError(`${path} holds a whole module with its code; save its state_dict instead`);
  if (
    tag !== 'storage' ||
    !isKind(type, 'global') ||
    typeof key !== 'string' ||
    !STORAGE_TYPES.has(type.name)
  ) {
    throw new FormatError(`${path} refers to something other than a storage of tensors`);
  }
  const what = `storage ${key} of ${path}`;
  const size = bounded(`The number of elements of ${what}`, numberOf(count), Number.MAX_SAFE_INTEGER);
  const offset = isKind(view, 'tuple') ? bounded(`The offset of ${what}`, numberOf(view.items[1]), size) : 0;
  return { kind: 'storage', key, dtype: STORAGE_TYPES.get(type.name) ?? null, count: size, offset };
}

/** Arguments after the storage: offset, size, stride, requires_grad, hooks; since v3 the dtype. */
function tensor(
  storage: PickleValue | undefined,
  [offset, size, stride]: readonly PickleValue[],
  dtype?: PickleValue,
): TensorView {
  if (!isKind(storage, 'storage')) throw new FormatError('A tensor of the pickle has no storage');
  const named = isKind(dtype, 'global') ? DTYPES.get(dtype.name) : storage.dtype;
  if (named === undefined || named === null) throw new FormatError('A tensor of the pickle has no dtype');
  return {
    kind: 'tensor',
    storage,
    dtype: named,
    offset: bounded('The offset of a tensor', numberOf(offset), Number.MAX_SAFE_INTEGER) + storage.offset,
    shape: checkedShape('a tensor', numbersOf(size)),
    stride: numbersOf(stride),
  };
}

/** Empty, or of a list of pairs. */
function orderedDict([pairs]: readonly PickleValue[]): PickleValue {
  const entries = new Map<PickleValue, PickleValue>();
  for (const pair of isKind(pairs, 'list') ? pairs.items : []) {
    const [key, value] = isKind(pair, 'tuple') || isKind(pair, 'list') ? pair.items : [];
    entries.set(key ?? null, value ?? null);
  }
  return { kind: 'dict', entries };
}

function numbersOf(value: PickleValue | undefined): number[] {
  return isKind(value, 'tuple') || isKind(value, 'list') ? value.items.map(numberOf) : [Number.NaN];
}

function numberOf(value: PickleValue | undefined): number {
  return typeof value === 'number' ? value : Number.NaN;
}
