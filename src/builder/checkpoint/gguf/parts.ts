import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ByteSource } from '../../../bytes/byte-source.ts';
import { fileSource } from '../../../bytes/byte-source.ts';
import { FormatError, InputError } from '../../../errors.ts';
import { partNames } from '../../../weight-files/gguf-parts.ts';
import { MAX_SHARDS, bounded } from '../limits.ts';
import type { GgufTensor } from './header.ts';
import { readGgufHeader } from './header.ts';
import type { Metadata } from './metadata.ts';
import { metadataOf } from './metadata.ts';

/** A tensor and the part that holds it. */
export interface StoredTensor extends GgufTensor {
  readonly source: ByteSource;
}

/** A GGUF file, or the parts that llama-gguf-split cut one into, as one. */
export interface GgufParts {
  readonly paths: readonly string[];
  /** Of the first part; the others have none of the model. */
  readonly metadata: Metadata;
  /** Under ggml's names. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  close(): void;
}

/** The first part of the file that all of these are parts of; null where they aren't. */
export function firstPart(names: readonly string[]): string | null {
  const firsts = new Set(names.map((name) => partNames(name)?.[0]));
  const [first] = firsts;
  return firsts.size === 1 && first !== undefined && names.includes(first) ? first : null;
}

/**
 * Opens a GGUF file with all its parts, where it is one of several. Throws InputError where a part is missing or the
 * file doesn't have its part's name, FormatError where parts don't belong together.
 */
export function openParts(path: string): GgufParts {
  const sources: ByteSource[] = [];
  const close = (): void => {
    for (const source of sources) source.close();
  };
  const open = (part: string): Part => {
    if (!existsSync(part)) throw new InputError(`${part} is missing, a part of ${path}; download it again`);
    const source = fileSource(part);
    sources.push(source);
    const header = readGgufHeader(part, source);
    const tensors = [...header.tensors].map(([name, tensor]) => [name, { ...tensor, source }] as const);
    return { path: part, metadata: metadataOf(header.metadata), tensors };
  };
  try {
    const parts = openAll(path, open);
    const tensors = new Map(parts.flatMap((part) => part.tensors));
    checkTogether(parts, tensors.size);
    const metadata = parts[0]?.metadata ?? metadataOf(new Map());
    return { paths: parts.map((part) => part.path), metadata, tensors, close };
  } catch (error) {
    close();
    throw error;
  }
}

interface Part {
  readonly path: string;
  readonly metadata: Metadata;
  readonly tensors: readonly (readonly [string, StoredTensor])[];
}

function openAll(path: string, open: (path: string) => Part): Part[] {
  const named = open(path);
  const count = named.metadata.number('split.count') ?? 1;
  if (count <= 1) return [named];
  bounded(`The number of parts of ${path}`, count, MAX_SHARDS);
  const names = partNames(basename(path)) ?? [];
  if (names.length !== count) {
    throw new InputError(
      `${path} is one of ${count} parts; give it back its name, which ends in -00001-of-${String(count).padStart(5, '0')}.gguf or so`,
    );
  }
  return names.map((name) => (name === basename(path) ? named : open(join(dirname(path), name))));
}

function checkTogether(parts: readonly Part[], names: number): void {
  if (parts.length === 1) return;
  for (const [index, { path, metadata }] of parts.entries()) {
    const [number, count] = [metadata.number('split.no'), metadata.number('split.count')];
    if (number !== index || count !== parts.length)
      throw new FormatError(
        `${path} says that it is part ${number} of ${count}, counted from 0, not ${index} of ${parts.length}`,
      );
  }
  const stored = parts.reduce((sum, { tensors }) => sum + tensors.length, 0);
  const expected = parts[0]?.metadata.number('split.tensors.count') ?? stored;
  if (stored !== expected || stored !== names)
    throw new FormatError(
      `The parts of ${parts[0]?.path} have ${stored} tensors with ${names} names where ${expected} should be`,
    );
}
