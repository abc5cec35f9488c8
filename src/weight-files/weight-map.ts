import { z } from 'zod';
import { FormatError } from '../errors.ts';

/** The largest published checkpoints have a few hundred files. */
const MAX_FILES = 4096;

/** A name that stays in its folder, on every system. */
const PLAIN = /^(?!\.+$)[^/\\:\p{Cc}]+$/u;

const Index = z.object({ weight_map: z.record(z.string(), z.string()) });

/** The name of a file that says which file of a checkpoint holds each tensor. */
export const WEIGHT_INDEX = /\.(?:safetensors|bin)\.index\.json$/;

/** The files that hold a checkpoint's tensors. */
export interface WeightMap {
  /** Name of the file by that of the tensor. */
  readonly fileOf: ReadonlyMap<string, string>;
  /** Each file once, in ascending order; plain names of the index's own folder. */
  readonly files: readonly string[];
}

/**
 * Reads a parsed model.safetensors.index.json or pytorch_model.bin.index.json, which stands at `path`.
 * Throws FormatError where it is none, names too many files, or one outside of its folder.
 */
export function readWeightMap(index: unknown, path: string): WeightMap {
  const parsed = Index.safeParse(index);
  if (!parsed.success) throw new FormatError(`${path} has no weight_map from tensor names to file names`);
  const fileOf = new Map(Object.entries(parsed.data.weight_map));
  const files = [...new Set(fileOf.values())].toSorted();
  if (files.length > MAX_FILES)
    throw new FormatError(`The number of files in ${path} is ${files.length}, more than ${MAX_FILES}`);
  for (const name of files) {
    if (!PLAIN.test(name)) {
      throw new FormatError(
        `${path} names the file "${name}", which is not a plain file name of its own folder`,
      );
    }
  }
  return { fileOf, files };
}
