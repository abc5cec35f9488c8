import type { ByteSource } from '../../../bytes/byte-source.ts';
import { FormatError } from '../../../errors.ts';
import { cursorOver } from '../cursor.ts';
import { elementBytes } from '../element-types.ts';
import { MAX_ARCHIVE_ENTRIES, bounded } from '../limits.ts';
import { torchMeaning } from './meaning.ts';
import { readPickle } from './pickle.ts';
import type { Placed, Saved } from './place.ts';
import type { PickleValue, StorageRef } from './values.ts';
import { isKind } from './values.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * Reads what torch saved before 1.6: pickles of a magic number, a protocol, facts of the system, the value, and the
 * keys of the storages, then for each key an i64 count of elements and their bytes.
 * Throws FormatError for other magic numbers, protocols and byte orders, and for storages that don't fit.
 */
export function readLegacyForm(path: string, source: ByteSource): Saved {
  const cursor = cursorOver(path, source);
  const storages = new Map<string, StorageRef>();
  const names = torchMeaning(path);
  const meaning = {
    ...names,
    persistent(id: PickleValue): PickleValue {
      const storage = names.persistent(id);
      if (isKind(storage, 'storage')) addStorage(path, storages, storage);
      return storage;
    },
  };
  const next = (): PickleValue => readPickle(path, cursor, meaning);
  if (next() !== MAGIC)
    throw new FormatError(`${path} is no PyTorch checkpoint: another magic number stands in its pickle`);
  const protocol = next();
  if (protocol !== PROTOCOL)
    throw new FormatError(`${path} has another save protocol than ${PROTOCOL}; it can't be read`);
  const system = next();
  if (isKind(system, 'dict') && system.entries.get('little_endian') === false)
    throw new FormatError(`${path} was saved on a big-endian machine, which can't be read`);
  const root = next();
  const places = placeStorages(path, source, { start: cursor, keys: next(), storages });
  return {
    root,
    place({ key }) {
      const placed = places.get(key);
      if (placed === undefined) throw new FormatError(`${path} lacks the storage ${key} that a tensor needs`);
      return placed;
    },
  };
}

function addStorage(path: string, storages: Map<string, StorageRef>, storage: StorageRef): void {
  const known = storages.get(storage.key) ?? storage;
  if (known.dtype !== storage.dtype || known.count !== storage.count)
    throw new FormatError(`${path} gives the storage ${storage.key} two types or sizes`);
  storages.set(storage.key, storage);
}

interface StorageList {
  readonly start: { position(): number };
  readonly keys: PickleValue;
  readonly storages: ReadonlyMap<string, StorageRef>;
}

function placeStorages(
  path: string,
  source: ByteSource,
  { start, keys, storages }: StorageList,
): Map<string, Placed> {
  const places = new Map<string, Placed>();
  if (!isKind(keys, 'list')) throw new FormatError(`${path} has no list of its storages`);
  bounded(`The number of storages in ${path}`, keys.items.length, MAX_ARCHIVE_ENTRIES);
  let at = start.position();
  for (const key of keys.items) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined || storage.dtype === null || places.has(storage.key))
      throw new FormatError(`${path} lists a storage that no tensor has`);
    const prefix = source.slice(at, at + 8);
    const count = Number(new DataView(prefix.buffer, prefix.byteOffset).getBigInt64(0, true));
    if (count !== storage.count)
      throw new FormatError(
        `The storage ${storage.key} of ${path} has ${count} elements where its tensors say ${storage.count}`,
      );
    const bytes = count * elementBytes(storage.dtype);
    places.set(storage.key, { start: at + 8, bytes });
    at = bounded(`The end of the storage ${storage.key} of ${path}`, at + 8 + bytes, source.length);
  }
  return places;
}
