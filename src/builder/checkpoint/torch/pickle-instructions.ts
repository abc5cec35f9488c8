import type { Machine } from './pickle-machine.ts';
import {
  append,
  charge,
  closeMark,
  damaged,
  openMark,
  pop,
  recall,
  remember,
  setItems,
  tupleOf,
} from './pickle-machine.ts';
import { byte, line, longInteger, text } from './pickle-operands.ts';
import type { PickleValue } from './values.ts';
import { isKind } from './values.ts';

type Instruction = (machine: Machine) => void;

/** What a checkpoint's pickle is made of, but for the end: by the code that Python's pickletools gives each. */
export const INSTRUCTIONS: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
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
  [0x58, pushing(({ cursor }) => text(cursor, cursor.u32()))], // BINUNICODE
  [0x8c, pushing(({ cursor }) => text(cursor, byte(cursor)))], // SHORT_BINUNICODE
  [0x55, pushing(({ cursor }) => text(cursor, byte(cursor)))], // SHORT_BINSTRING
  [0x54, pushing(({ cursor }) => text(cursor, cursor.u32()))], // BINSTRING
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

function tuple(machine: Machine): void {
  const items = closeMark(machine);
  machine.stack.push({ kind: 'tuple', items });
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
  for (const argument of args.items) charge(machine, sizeOf(argument));
  return machine.meaning.call(callee.name, args.items);
}

/** Items that a call walks at most: those of a container that it is given. */
function sizeOf(value: PickleValue): number {
  if (isKind(value, 'dict')) return value.entries.size;
  return isKind(value, 'list') || isKind(value, 'tuple') ? value.items.length : 0;
}

/** State set on a dict: torch's `_metadata` of versions, which changes no value. */
function build(machine: Machine): void {
  pop(machine);
  if (!isKind(machine.stack.at(-1), 'dict'))
    throw damaged(machine, 'it sets the state of something other than a dict, which no tensor needs');
}
