import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/builder/checkpoint/index.ts';
import { inspectModel } from '../../../src/builder/inspect.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';
import { tinyLlama } from '../tiny-llama.ts';
import { TINY_METADATA, tinyTensors } from '../tiny-llama-gguf.ts';
import type { TestTensor, TestValue } from '../write-gguf.ts';
import { ggufBytes } from '../write-gguf.ts';

const model = tinyLlama();
const tensors = Object.entries(tinyTensors(model));
const COUNT = 3;

interface Change {
  readonly number?: number;
  readonly count?: number;
  readonly total?: number;
  readonly tensors?: readonly [string, TestTensor][];
}

function partName(number: number): string {
  return `tiny-${String(number).padStart(5, '0')}-of-0000${COUNT}.gguf`;
}

/** A folder with the tiny model in three parts, as llama-gguf-split cuts: the model's metadata in the first only. */
function folderOfParts(changes: Readonly<Record<number, Change>> = {}): string {
  const folder = tempFolder();
  for (let index = 0; index < COUNT; index += 1) {
    const change = changes[index] ?? {};
    const split: Record<string, TestValue> = {
      'split.no': { u32: change.number ?? index },
      'split.count': { u32: change.count ?? COUNT },
      'split.tensors.count': { u32: change.total ?? tensors.length },
    };
    const own = change.tensors ?? tensors.filter((_, place) => place % COUNT === index);
    const metadata = index === 0 ? { ...TINY_METADATA, ...split } : split;
    writeFileSync(
      join(folder, partName(index + 1)),
      ggufBytes({ metadata, tensors: Object.fromEntries(own) }),
    );
  }
  return folder;
}

describe('a GGUF file in parts', () => {
  it.each(['', partName(1), partName(2)])('is opened whole by its folder or by a part: "%s"', (name) => {
    const folder = folderOfParts();
    const checkpoint = openCheckpoint(join(folder, name));
    expect([...checkpoint.tensors.keys()].toSorted()).toEqual([...model.weights.keys()].toSorted());
    for (const [tensorName, { values }] of model.weights) {
      const read = Array.from(checkpoint.read(tensorName), (chunk) => Array.from(chunk)).flat();
      expect(read).toEqual([...values]);
    }
    expect(checkpoint.config).toMatchObject({ model_type: 'llama' });
    expect(checkpoint.weightFiles.map((path) => basename(path))).toEqual([1, 2, 3].map(partName));
    checkpoint.close();
  });

  it('is inspected as one', () => {
    const { facts } = inspectModel({ checkpoint: folderOfParts() }, 512);
    const values = [...model.weights.values()].reduce((sum, weight) => sum + weight.values.length, 0);
    expect(facts).toMatchObject({ kind: 'gguf', architecture: 'llama', parameterCount: values });
  });

  it('with a part missing names it', () => {
    const folder = folderOfParts();
    rmSync(join(folder, partName(3)));
    expect(() => openCheckpoint(folder)).toThrow(InputError);
    expect(() => openCheckpoint(folder)).toThrow(/tiny-00003-of-00003\.gguf is missing/);
  });

  it.each<[string, Record<number, Change>, RegExp]>([
    ['of another count', { 1: { count: 2 } }, /says that it is part 1 of 2, .* not 1 of 3/],
    ['out of place', { 1: { number: 2 } }, /says that it is part 2 of 3, .* not 1 of 3/],
    ['with too few tensors', { 0: { total: 100 } }, /tensors .* where 100 should be/],
    ['with a tensor twice', { 1: { tensors: tensors.slice(0, 1) } }, /tensors with \d+ names/],
    ['of a count beyond all files', { 0: { count: 60_000 } }, /number of parts .* is 60000/],
  ])('with a part %s is refused', (_, changes, message) => {
    const folder = folderOfParts(changes);
    expect(() => openCheckpoint(folder)).toThrow(InputError);
    expect(() => openCheckpoint(folder)).toThrow(message);
  });
});
