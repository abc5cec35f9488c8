import { FormatError } from '../../../errors.ts';
import type { Cursor } from '../cursor.ts';
import {
  MAX_PICKLE_BYTES,
  MAX_PICKLE_NESTING,
  MAX_PICKLE_STACK,
  MAX_PICKLE_STEPS,
  MAX_PICKLE_TEXT_BYTES,
  bounded,
} from '../limits.ts';
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
interface Machine {
  readonly path: string;
  readonly cursor: Cursor;
  readonly meaning: Meaning;
  stack: PickleValue[];
  /** Stacks below the open marks. */
  readonly marks: PickleValue[][];
  readonly memo: Map<number, PickleValue>;
}

/**
 * Reads one pickle from the cursor as data, to where it stops, and returns its value. Protocols 2 to 5 as `torch.save`
 * writes them; an instruction that checkpoints don't need is a FormatError. Nothing is ever called or imported: names
 * mean what `meaning` says. Bytes, instructions, stack and nesting are bounded, and no step recurses.
 */
export function readPickle(path: string, cursor: Cursor, meaning: Meaning): PickleValue {
  const machine: Machine = { path, cursor, meaning, stack: [], marks: [], memo: new Map() };
  const start = cursor.position();
  for (let step = 0; step < MAX_PICKLE_STEPS; step += 1) {
    const code = byte(cursor);
    if (code === STOP) return pop(machine);
    const instruction = INSTRUCTIONS.get(code);
    if (instruction === undefined) {
      throw new FormatError(
        `${path} has the pickle instruction 0x${code.toString(16).padStart(2, '0')}, which no checkpoint needs; it isn't read`,
      );
    }
    instruction(machine);
    if (machine.stack.length > MAX_PICKLE_STACK)
      throw tooLarge(machine, `${MAX_PICKLE_STACK} values at once`);
    if (cursor.position() - start > MAX_PICKLE_BYTES) throw tooLarge(machine, `${MAX_PICKLE_BYTES} bytes`);
  }
  throw tooLarge(machine, `${MAX_PICKLE_STEPS} instructions`);
}

const STOP = 0x2e;

type Instruction = (machine: Machine) => void;

/** By the code that Python's pickletools gives each. */
const INSTRUCTIONS: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
  [0x80, ({ cursor }) => void cursor.take(1)], // PROTO
  [0x95, ({ cursor }) => void cursor.take(8)], // FRAME
  [0x28, openMark], // MARK
  [0x30, (machine) => void pop(machine)], // POP
  [0x4e, pushing(() => null)], // NONE
  [0x88, pushing(() => true)], // NEWTRUE
  [0x89, pushing(() => false)], // NEWFALSE
  [0x4a, pushing(({ cursor }) => cursor.take(4).getInt32(0, true))], // BININT
  [0x4b, pushing(({ cursor }) => byte(cursor))], // BININT1
  [0x4d, pushing(({ cursor }) => cursor.take(2).getUint16(0, true))], // BININT2
  [0x8a, pushing(({ cursor }) => longInteger(cursor))], // LONG1
  [0x47, pushing(({ cursor }) => cursor.take(8).getFloat64(0, false))], // BINFLOAT
  [0x58, pushing((machine) => text(machine, machine.cursor.u32()))], // BINUNICODE
  [0x8c, pushing((machine) => text(machine, byte(machine.cursor)))], // SHORT_BINUNICODE
  [0x55, pushing((machine) => text(machine, byte(machine.cursor)))], // SHORT_BINSTRING
  [0x54, pushing((machine) => text(machine, machine.cursor.u32()))], // BINSTRING
  [0x5d, pushing(() => ({ kind: 'list', items: [] }))], // EMPTY_LIST
  [0x7d, pushing(() => ({ kind: 'dict', entries: new Map() }))], // EMPTY_DICT
  [0x29, pushing(() => ({ kind: 'tuple', items: [] }))], // EMPTY_TUPLE
  [0x85, pushing((machine) => tupleOf(machine, 1))], // TUPLE1
  [0x86, pushing((machine) => tupleOf(machine, 2))], // TUPLE2
  [0x87, pushing((machine) => tupleOf(machine, 3))], // TUPLE3
  [0x74, tuple], // TUPLE
  [0x61, (machine) => append(machine, [pop(machine)])], // APPEND
  [0x65, (machine) => append(machine, closeMark(machine))], // APPENDS
  [0x73, (machine) => setItems(machine, tupleOf(machine, 2).items)], // SETITEM
  [0x75, (machine) => setItems(machine, closeMark(machine))], // SETITEMS
  [0x71, (machine) => remember(machine, byte(machine.cursor))], // BINPUT
  [0x72, (machine) => remember(machine, machine.cursor.u32())], // LONG_BINPUT
  [0x94, (machine) => remember(machine, machine.memo.size)], // MEMOIZE
  [0x68, pushing((machine) => recall(machine, byte(machine.cursor)))], // BINGET
  [0x6a, pushing((machine) => recall(machine, machine.cursor.u32()))], // LONG_BINGET
  [0x63, pushing(({ cursor, meaning }) => meaning.global(`${line(cursor)}.${line(cursor)}`))], // GLOBAL
  [0x93, pushing(stackGlobal)], // STACK_GLOBAL
  [0x51, pushing((machine) => machine.meaning.persistent(pop(machine)))], // BINPERSID
  [0x52, pushing(call)], // REDUCE
  [0x81, pushing(call)], // NEWOBJ
  [0x62, build], // BUILD
]);

function pushing(value: (machine: Machine) => PickleValue): Instruction {
  return (machine) => {
    const made = value(machine);
    machine.stack.push(made);
  };
}

function pop(machine: Machine): PickleValue {
  const value = machine.stack.pop();
  if (value === undefined) throw damaged(machine, 'it takes a value from an empty stack');
  return value;
}

function openMark(machine: Machine): void {
  if (machine.marks.length >= MAX_PICKLE_NESTING)
    throw tooLarge(machine, `${MAX_PICKLE_NESTING} values inside each other`);
  machine.marks.push(machine.stack);
  machine.stack = [];
}

/** The values since the last mark, which is closed. */
function closeMark(machine: Machine): PickleValue[] {
  const below = machine.marks.pop();
  if (below === undefined) throw damaged(machine, 'it closes a mark that is not open');
  const values = machine.stack;
  machine.stack = below;
  return values;
}

function tuple(machine: Machine): void {
  const items = closeMark(machine);
  machine.stack.push({ kind: 'tuple', items });
}

function tupleOf(machine: Machine, size: number): Extract<PickleValue, { readonly kind: 'tuple' }> {
  if (machine.stack.length < size) throw damaged(machine, 'it takes a value from an empty stack');
  return { kind: 'tuple', items: machine.stack.splice(-size) };
}

function append(machine: Machine, values: readonly PickleValue[]): void {
  const target = machine.stack.at(-1);
  if (!isKind(target, 'list')) throw damaged(machine, 'it adds items to what is no list');
  for (const value of values) target.items.push(value);
}

function setItems(machine: Machine, values: readonly PickleValue[]): void {
  const target = machine.stack.at(-1);
  if (!isKind(target, 'dict') || values.length % 2 !== 0)
    throw damaged(machine, 'it adds entries to what is no dict');
  for (let index = 0; index < values.length; index += 2) {
    target.entries.set(values[index] ?? null, values[index + 1] ?? null);
  }
}

function remember(machine: Machine, slot: number): void {
  const value = machine.stack.at(-1);
  if (value === undefined) throw damaged(machine, 'it remembers a value of an empty stack');
  machine.memo.set(slot, value);
}

function recall(machine: Machine, slot: number): PickleValue {
  const value = machine.memo.get(slot);
  if (value === undefined) throw damaged(machine, `it recalls value ${slot}, which it never made`);
  return value;
}

function stackGlobal(machine: Machine): PickleValue {
  const name = pop(machine);
  const module = pop(machine);
  if (typeof module === 'string' && typeof name === 'string')
    return machine.meaning.global(`${module}.${name}`);
  throw damaged(machine, 'it asks for a global without a name');
}

function call(machine: Machine): PickleValue {
  const args = pop(machine);
  const callee = pop(machine);
  if (!isKind(callee, 'global') || !isKind(args, 'tuple'))
    throw damaged(machine, 'it calls what is no global');
  return machine.meaning.call(callee.name, args.items);
}

/** State set on a dict: torch's `_metadata` of versions, which changes no value. */
function build(machine: Machine): void {
  pop(machine);
  if (!isKind(machine.stack.at(-1), 'dict'))
    throw damaged(machine, 'it sets the state of something other than a dict, which no tensor needs');
}

function byte(cursor: Cursor): number {
  return cursor.take(1).getUint8(0);
}

function text({ cursor }: Machine, length: number): string {
  const view = cursor.take(bounded('The length of a text in the pickle', length, MAX_PICKLE_TEXT_BYTES));
  return new TextDecoder().decode(view);
}

/** Longest line of a GLOBAL: a module's or a function's name. */
const MAX_LINE = 1000;

function line(cursor: Cursor): string {
  let name = '';
  for (let code = byte(cursor); code !== 0x0a; code = byte(cursor)) {
    name += String.fromCodePoint(code);
    bounded('The length of a name in the pickle', name.length, MAX_LINE);
  }
  return name;
}

/** Two's complement, little-endian. */
function longInteger(cursor: Cursor): number | bigint {
  const view = cursor.take(byte(cursor));
  let value = 0n;
  for (let index = view.byteLength - 1; index >= 0; index -= 1) {
    value = value * 256n + BigInt(view.getUint8(index));
  }
  const signed = BigInt.asIntN(8 * view.byteLength, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

function damaged({ path }: Machine, what: string): FormatError {
  return new FormatError(`The pickle of ${path} is damaged or forged: ${what}`);
}

function tooLarge({ path }: Machine, bound: string): FormatError {
  return new FormatError(
    `The pickle of ${path} has more than ${bound}, which no checkpoint needs; it isn't read`,
  );
}
