import { InputError } from '../../../errors.ts';
import type { GgufValue } from './header.ts';

/** Typed access to the metadata of a GGUF file; values of another type are an InputError that names the key. */
export interface Metadata {
  has(key: string): boolean;
  /** Undefined where the key is missing. */
  number(key: string): number | undefined;
  boolean(key: string): boolean | undefined;
  text(key: string): string | undefined;
  texts(key: string): readonly string[] | undefined;
  numbers(key: string): readonly number[] | undefined;
  /** Throws InputError where the key is missing. */
  requiredNumber(key: string): number;
}

/** Wraps the raw metadata of a file. */
export function metadataOf(values: ReadonlyMap<string, GgufValue>): Metadata {
  function typed<T extends GgufValue>(key: string, check: (value: GgufValue) => value is T): T | undefined {
    const value = values.get(key);
    if (value === undefined || check(value)) return value;
    throw new InputError(`The metadata key ${key} of the GGUF file has a value of a type that it never has`);
  }
  const number = (key: string): number | undefined => typed(key, isNumber);
  return {
    has: (key) => values.has(key),
    number,
    boolean: (key) => typed(key, (value) => typeof value === 'boolean'),
    text: (key) => typed(key, isText),
    texts: (key) =>
      typed(key, (value): value is readonly string[] => Array.isArray(value) && value.every(isText)),
    numbers: (key) =>
      typed(key, (value): value is readonly number[] => Array.isArray(value) && value.every(isNumber)),
    requiredNumber(key) {
      const value = number(key);
      if (value === undefined)
        throw new InputError(`The GGUF file lacks the metadata key ${key}, without which it can't be built`);
      return value;
    },
  };
}

function isNumber(value: GgufValue): value is number {
  return typeof value === 'number';
}

function isText(value: GgufValue): value is string {
  return typeof value === 'string';
}
