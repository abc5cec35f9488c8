import type { Precision } from '../../precision.ts';
import type { CheckpointPaths } from '../plan-build.ts';

/** What a worker is told when it starts. */
export interface Order {
  readonly paths: CheckpointPaths;
  readonly precision: Precision;
  /** Its number, from 0, and how many there are. */
  readonly worker: number;
  readonly workers: number;
  /** KiB of its values that were taken so far. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** What a worker sends: bytes of its shares in their order, or why it stopped. */
export type Message = ArrayBuffer | Failure;

/** An error as it survives the way between threads. */
export interface Failure {
  readonly message: string;
  /** Whether it is an InputError. */
  readonly input: boolean;
}

/** KiB that a chunk counts as. */
export function kibibytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
