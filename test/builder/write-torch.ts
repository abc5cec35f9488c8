import { u32, u64 } from './write-gguf.ts';

/** A piece of a pickle: its bytes, after Python's pickletools. */
export type Piece = Uint8Array;

const op = (code: string, ...rest: readonly Uint8Array[]): Piece =>
  Buffer.concat([Buffer.from(code, 'latin1'), ...rest]);

export const MARK = op('(');
export const EMPTY_TUPLE = op(')');
export const NONE = op('N');
const FALSE = op('\u0089');

export function pickle(...pieces: readonly Piece[]): Uint8Array {
  return Buffer.concat([op('\u0080', Uint8Array.of(2)), ...pieces, op('.')]);
}

export function global(module: string, name: string): Piece {
  return op('c', Buffer.from(`${module}\n${name}\n`));
}

export function text(value: string): Piece {
  const bytes = Buffer.from(value);
  return op('X', u32(bytes.length), bytes);
}

export function int(value: number): Piece {
  return value > 0x7fffffff
    ? op('\u008a', Uint8Array.of(8), u64(value))
    : op('J', new Uint8Array(Int32Array.of(value).buffer));
}

export function tuple(...items: readonly Piece[]): Piece {
  return Buffer.concat([MARK, ...items, op('t')]);
}

export function dict(entries: Readonly<Record<string, Piece>>): Piece {
  return Buffer.concat([
    op('}('),
    ...Object.entries(entries).flatMap(([name, value]) => [text(name), value]),
    op('u'),
  ]);
}

/** The call of a global with arguments. */
export function reduce(callee: Piece, ...args: readonly Piece[]): Piece {
  return Buffer.concat([callee, tuple(...args), op('R')]);
}

export interface TestView {
  readonly type?: string;
  readonly key?: string;
  /** Elements of the storage. */
  readonly count: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

/** A tensor as torch writes it. */
export function tensor({
  type = 'FloatStorage',
  key = '0',
  count,
  offset = 0,
  shape,
  stride,
}: TestView): Piece {
  const storage = tuple(text('storage'), global('torch', type), text(key), text('cpu'), int(count));
  return reduce(
    global('torch._utils', '_rebuild_tensor_v2'),
    Buffer.concat([storage, op('Q')]),
    int(offset),
    tuple(...shape.map(int)),
    tuple(...stride.map(int)),
    FALSE,
    reduce(global('collections', 'OrderedDict')),
  );
}

export interface TestEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Fields that lie about it. */
  readonly method?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly header?: number;
  readonly crc?: number;
}

/** A zip archive of stored files, after APPNOTE 6.3. */
export function zip(entries: readonly TestEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const local = Buffer.concat([localHeader(entry), entry.bytes]);
    directory.push(directoryEntry(entry, entry.header ?? at));
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...parts, listed, endRecord(entries.length, listed.length, at)]);
}

/** An archive as torch writes it, of a pickle and storages. */
export function torchZip(data: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
  return zip([
    { name: 'archive/data.pkl', bytes: data },
    ...Object.entries(storages).map(([key, bytes]) => ({ name: `archive/data/${key}`, bytes })),
  ]);
}

function u16(value: number): Uint8Array {
  return new Uint8Array(Uint16Array.of(value).buffer);
}

export function localHeader({ name, method = 0, flags = 0, bytes }: TestEntry): Uint8Array {
  const size = u32(bytes.length);
  const fields = [u16(20), u16(flags), u16(method), u32(0), u32(0), size, size, u16(name.length), u16(0)];
  return Buffer.concat([Buffer.from('PK\u0003\u0004'), ...fields, Buffer.from(name)]);
}

function narrow(value: number): Uint8Array {
  return u32(Math.min(value, 0xffffffff));
}

/** With the sizes and the position in a zip64 extra field where they need more than 32 bits. */
export function directoryEntry(
  { name, method = 0, flags = 0, bytes, size = bytes.length, packedSize = size, crc = 0 }: TestEntry,
  header: number,
): Uint8Array {
  const wide = [size, packedSize, header].filter((value) => value >= 0xffffffff).map(u64);
  const extra = wide.length === 0 ? Buffer.alloc(0) : Buffer.concat([u16(1), u16(wide.length * 8), ...wide]);
  return Buffer.concat([
    Buffer.from('PK\u0001\u0002'),
    u16(45),
    u16(45),
    u16(flags),
    u16(method),
    u32(0),
    u32(crc),
    narrow(packedSize),
    narrow(size),
    u16(name.length),
    u16(extra.length),
    u16(0),
    u16(0),
    u16(0),
    u32(0),
    narrow(header),
    Buffer.from(name),
    extra,
  ]);
}

export function endRecord(count: number, size: number, offset: number): Uint8Array {
  return Buffer.concat([
    Buffer.from('PK\u0005\u0006'),
    u16(0),
    u16(0),
    u16(count),
    u16(count),
    u32(size),
    u32(offset),
    u16(0),
  ]);
}

/** Zip64's end record and its locator, to stand before an end record whose fields are full. */
export function zip64End(count: number, size: number, offset: number): Uint8Array {
  return Buffer.concat([
    Buffer.from('PK\u0006\u0006'),
    u64(44),
    u16(45),
    u16(45),
    u32(0),
    u32(0),
    u64(count),
    u64(count),
    u64(size),
    u64(offset),
    Buffer.from('PK\u0006\u0007'),
    u32(0),
    u64(offset + size),
    u32(1),
  ]);
}
