import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { u32, u64 } from '../../test/builder/write-gguf.ts';
import { directoryEntry, endRecord, zip64End } from '../../test/builder/write-torch.ts';

/** A file of the archive: a length that is known beforehand, and its bytes piece by piece. */
export interface ArchiveFile {
  readonly name: string;
  readonly size: number;
  readonly pieces: () => Iterable<Uint8Array>;
}

/** torch pads each file's local header so that the data begins at a multiple of this. */
const ALIGNMENT = 64;
/** Sizes stand behind the data; names are UTF-8. */
const FLAGS = 0x0808;
const LOCAL_BYTES = 30;
/** From here on a number needs zip64's 8 bytes. */
const WIDE = 0xffffffff;

/**
 * Writes a zip archive of stored files as torch.save does it (miniz: aligned data, descriptors behind it, zip64 where the
 * archive needs it), holding one piece in memory.
 */
export function writeTorchArchive(path: string, files: readonly ArchiveFile[]): void {
  const descriptor = openSync(path, 'wx');
  let at = 0;
  const write = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
    at += bytes.length;
  };
  try {
    const directory: Uint8Array[] = [];
    for (const { name, size, pieces } of files) {
      const header = at;
      write(localHeader(name, at));
      let crc = 0;
      for (const piece of pieces()) {
        crc = crc32(piece, crc);
        write(piece);
      }
      write(dataDescriptor(crc, size));
      directory.push(directoryEntry({ name, size, flags: FLAGS, crc, bytes: new Uint8Array() }, header));
    }
    const start = at;
    write(Buffer.concat(directory));
    write(archiveEnd(files.length, at - start, start));
  } finally {
    closeSync(descriptor);
  }
}

function localHeader(name: string, at: number): Uint8Array {
  const plain = at + LOCAL_BYTES + name.length + 4;
  const padding = (ALIGNMENT - (plain % ALIGNMENT)) % ALIGNMENT;
  const header = Buffer.alloc(LOCAL_BYTES);
  header.write('PK\u0003\u0004', 'latin1');
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(4 + padding, 28);
  const extra = Buffer.from(`FB\0\0${'Z'.repeat(padding)}`);
  extra.writeUInt16LE(padding, 2);
  return Buffer.concat([header, Buffer.from(name), extra]);
}

function dataDescriptor(crc: number, size: number): Uint8Array {
  const width = size >= WIDE ? u64 : u32;
  return Buffer.concat([Buffer.from('PK\u0007\u0008', 'latin1'), u32(crc), width(size), width(size)]);
}

function archiveEnd(count: number, size: number, offset: number): Uint8Array {
  if (offset < WIDE) return endRecord(count, size, offset);
  return Buffer.concat([zip64End(count, size, offset), endRecord(0xffff, WIDE, WIDE)]);
}
