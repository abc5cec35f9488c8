import { FormatError } from '../../../errors.ts';
import type { Cursor } from '../cursor.ts';
import { MAX_PICKLE_NESTING, MAX_PICKLE_STEPS } from '../limits.ts';
import type { PickleValue } from './values.ts';
import { isKind } from './values.ts';

/** What a pickle's names mean. Each throws InputError for what it doesn't know, with its name. */
export interface Meaning {
  /** A name such as `torch._utils._rebuild_tensor_v2`, when the pickle asks for it. */
  global(name: string): PickleValue;
  /** The value that calling the global with these arguments stands for. */
  call(name: string, args: readonly PickleValue[]): PickleValue;
  /** What is stored outside of the pickle. */
  persistent(id: PickleValue): PickleValue;
}

/** The state of a pickle that is being read. */
export interface Machine {
  readonly path: string;
  readonly cursor: Cursor;
  readonly meaning: Meaning;
  stack: PickleValue[];
  /** Stacks below the open marks. */
  readonly marks: PickleValue[][];
  readonly memo: Map<number, PickleValue>;
  /** Instructions so far, and items that calls walked. */
  steps: number;
}

/** Counts work that is about to be done, so that a small pickle can't ask for hours of it. */
export function charge(machine: Machine, steps: number): void {
  machine.steps += steps;
  if (machine.steps > MAX_PICKLE_STEPS) throw tooLarge(machine, `${MAX_PICKLE_STEPS} steps of work`);
}

/** Takes the value on top of the stack. */
export function pop(machine: Machine): PickleValue {
  const value = machine.stack.pop();
  if (value === undefined) throw damaged(machine, 'it takes a value from an empty stack');
  return value;
}

/** Begins a stack of its own for the values of a container. */
export function openMark(machine: Machine): void {
  if (machine.marks.length >= MAX_PICKLE_NESTING)
    throw tooLarge(machine, `${MAX_PICKLE_NESTING} values inside each other`);
  machine.marks.push(machine.stack);
  machine.stack = [];
}

/** The values since the last mark, which is closed. */
export function closeMark(machine: Machine): PickleValue[] {
  const below = machine.marks.pop();
  if (below === undefined) throw damaged(machine, 'it closes a mark that is not open');
  const values = machine.stack;
  machine.stack = below;
  return values;
}

/** Takes the last values as a tuple. */
export function tupleOf(machine: Machine, size: number): Extract<PickleValue, { readonly kind: 'tuple' }> {
  if (machine.stack.length < size) throw damaged(machine, 'it takes a value from an empty stack');
  return { kind: 'tuple', items: machine.stack.splice(-size) };
}

/** Adds values to the list on top of the stack. */
export function append(machine: Machine, values: readonly PickleValue[]): void {
  const target = machine.stack.at(-1);
  if (!isKind(target, 'list')) throw damaged(machine, 'it adds items to what is no list');
  for (const value of values) target.items.push(value);
}

/** Adds keys and values in turn to the dict on top of the stack. */
export function setItems(machine: Machine, values: readonly PickleValue[]): void {
  const target = machine.stack.at(-1);
  if (!isKind(target, 'dict') || values.length % 2 !== 0)
    throw damaged(machine, 'it adds entries to what is no dict');
  for (let index = 0; index < values.length; index += 2) {
    target.entries.set(values[index] ?? null, values[index + 1] ?? null);
  }
}

/** Keeps the value on top of the stack for later. */
export function remember(machine: Machine, slot: number): void {
  const value = machine.stack.at(-1);
  if (value === undefined) throw damaged(machine, 'it remembers a value of an empty stack');
  machine.memo.set(slot, value);
}

/** A value that was kept. */
export function recall(machine: Machine, slot: number): PickleValue {
  const value = machine.memo.get(slot);
  if (value === undefined) throw damaged(machine, `it recalls value ${slot}, which it never made`);
  return value;
}

/** What is said of a pickle that no Python wrote. */
export function damaged({ path }: Machine, what: string): FormatError {
  return new FormatError(`The pickle of ${path} is damaged or forged: ${what}`);
}

/** What is said of a pickle beyond a bound. */
export function tooLarge({ path }: Machine, bound: string): FormatError {
  return new FormatError(
    `The pickle of ${path} has more than ${bound}, which no checkpoint needs; it isn't read`,
  );
}
