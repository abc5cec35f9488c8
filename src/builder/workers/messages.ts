import type { SentError } from '../../errors.ts';
import type { Precision } from '../../precision.ts';
import type { CheckpointPaths } from '../plan-build.ts';

/** What a worker is told when it starts. */
export interface Order {
  readonly paths: CheckpointPaths;
  readonly precision: Precision;
  /** Its number, from 0, and how many there are. */
  readonly worker: number;
  readonly workers: number;
  readonly ring: Ring;
}

/** Memory in which a worker's bytes pass, slot after slot and round again: new memory for each piece would cost more than the copy. */
export interface Ring {
  readonly slots: Uint8Array<SharedArrayBuffer>;
  /** One number: how many slots were taken so far. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** What a worker sends: how many bytes the next slot holds, or why it stopped. */
export type Message = number | SentError;

export const SLOT_BYTES = 256 * 1024;

/** How far a worker may be ahead of what is written. */
const SLOTS = 256;

export function createRing(): Ring {
  return {
    slots: new Uint8Array(new SharedArrayBuffer(SLOTS * SLOT_BYTES)),
    taken: new Int32Array(new SharedArrayBuffer(4)),
  };
}

/** Slot number `count`, counted from the first and round again. */
export function slotAt({ slots }: Ring, count: number): Uint8Array {
  const start = (count % SLOTS) * SLOT_BYTES;
  return slots.subarray(start, start + SLOT_BYTES);
}

/** Waits until slot number `count` is free. */
export function waitForSlot({ taken }: Ring, count: number): void {
  for (let now = Atomics.load(taken, 0); now <= count - SLOTS; now = Atomics.load(taken, 0))
    Atomics.wait(taken, 0, now);
}

/** Frees the oldest slot. */
export function freeSlot({ taken }: Ring): void {
  Atomics.add(taken, 0, 1);
  Atomics.notify(taken, 0);
}
