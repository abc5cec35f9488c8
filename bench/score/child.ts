import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../src/errors.ts';
import { readSystemFile } from '../../src/machine/system-files.ts';

/** The most memory that a process had, in bytes. */
export interface ChildMemory {
  readonly resident: number;
  /** Without what lies in files too, such as mapped weights. */
  readonly anonymous: number;
}

/** Milliseconds between two looks at a process's memory. */
const INTERVAL = 20;

/** A child has said on the error stream what is wrong. */
export class ChildFault extends Error {}

/**
 * Runs a program of the bench with its options and gives what it answers, and the most memory that it had where the
 * system tells (Linux). Throws ChildFault where it doesn't answer.
 */
export async function runChild(
  file: URL,
  options: object,
): Promise<{ readonly result: unknown; readonly memory: ChildMemory | null }> {
  const child = fork(fileURLToPath(file), [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let memory: ChildMemory | null = null;
  const timer = setInterval(() => (memory = most(memory, memoryOf(child.pid))), INTERVAL);
  let result: { readonly value: unknown } | undefined;
  child.on('message', (value: unknown) => (result = { value }));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (result === undefined || status !== 0) throw new ChildFault(`a pass ended with ${status}`);
  return { result: result.value, memory };
}

/** The other side: does the work for the options that this process was started with, and sends what comes of it. */
export async function answerChild(work: (options: never) => Promise<object>): Promise<void> {
  try {
    const result = await work(JSON.parse(process.argv[2] ?? '') as never);
    await new Promise((resolve) => process.send?.(result, resolve));
    process.disconnect();
  } catch (error) {
    console.error(error instanceof InputError ? error.message : error);
    process.exit(2);
  }
}

function memoryOf(pid: number | undefined): ChildMemory | null {
  const status = readSystemFile(`/proc/${pid}/status`) ?? '';
  const [, resident] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  const [, anonymous] = /^RssAnon:\s*(\d+) kB$/m.exec(status) ?? [];
  if (resident === undefined || anonymous === undefined) return null;
  return { resident: Number(resident) * 1024, anonymous: Number(anonymous) * 1024 };
}

function most(a: ChildMemory | null, b: ChildMemory | null): ChildMemory | null {
  if (a === null || b === null) return a ?? b;
  return { resident: Math.max(a.resident, b.resident), anonymous: Math.max(a.anonymous, b.anonymous) };
}
