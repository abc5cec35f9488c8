import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** What a command printed and how it ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line, compiled from the sources as they are now. */
export interface CommandLine {
  /** A folder for this test file alone; commands run in it. */
  readonly cwd: string;
  start(args: readonly string[]): ChildProcess;
  run(...args: readonly string[]): Promise<Ended>;
}

/** Compiles the sources beside a new working folder; both are removed after the test file. */
export function commandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-e2e-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // Types are another check's work; a process that starts from compiled files starts twice as fast.
  execFileSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')],
      ...['--noCheck', '--declaration', 'false'],
    ],
    { stdio: 'inherit' },
  );
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'datasets'), join(folder, 'datasets'));
  const cwd = mkdtempSync(join(folder, 'work-'));

  const start = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [join(folder, 'dist/cli.js'), ...args], {
      cwd,
      env: { PATH: process.env['PATH'], NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return { cwd, start, run: (...args) => outcome(start(args)) };
}

/** Waits for a started command. */
export async function outcome(child: ChildProcess): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}
