import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
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
  /** Starts a command; words are parted by single spaces. */
  readonly start: (line: string, env?: Environment) => ChildProcess;
  readonly run: (line: string, env?: Environment) => Promise<Ended>;
}

type Environment = Readonly<Record<string, string>>;

/** Compiles the sources beside a new working folder; both are removed after the test file. */
export function commandLine(): CommandLine {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fiveshot-e2e-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // Types are another check's work; a process that starts from compiled files starts twice as fast.
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')];
  execFileSync(process.execPath, [compiler, ...project, '--noCheck', '--declaration', 'false']);
  cpSync(join(ROOT, 'src/viewer/page'), join(folder, 'dist/viewer/page'), { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  for (const name of ['node_modules', 'datasets', 'configs', 'models', 'results']) {
    symlinkSync(join(ROOT, name), join(folder, name));
  }
  const cwd = mkdtempSync(join(folder, 'work-'));

  const start = (line: string, env: Environment = {}): ChildProcess =>
    spawn(process.execPath, [join(folder, 'dist/cli.js'), ...line.split(' ').filter(Boolean)], {
      cwd,
      env: { PATH: process.env['PATH'], NO_COLOR: '1', FIVESHOT_CACHE: join(folder, 'cache'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return { cwd, start, run: (line, env) => outcome(start(line, env)) };
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
