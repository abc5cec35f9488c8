import type { TensorInfo } from '../checkpoint.ts';

/** What a pickle is read into: plain values, and the few things that checkpoints are made of. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleGlobal
  | PickleTuple
  | PickleList
  | PickleDict
  | StorageRef
  | TensorView;

/** The name of a Python function or class. It stands for itself; nothing is looked up or called. */
interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
}

interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleValue, PickleValue>;
}

/** A run of elements somewhere else in the file. */
export interface StorageRef {
  readonly kind: 'storage';
  readonly key: string;
  /** Null where the tensors say it (untyped storages count bytes). */
  readonly dtype: string | null;
  /** Elements of the whole storage. */
  readonly count: number;
  /** First element of it that tensors see. */
  readonly offset: number;
}

/** A tensor as a view of a storage; counted in elements. */
export interface TensorView extends TensorInfo {
  readonly kind: 'tensor';
  readonly storage: StorageRef;
  readonly offset: number;
  readonly stride: readonly number[];
}

/** Whether the value is one of ours of that kind. */
export function isKind<K extends Extract<PickleValue, object>['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}
