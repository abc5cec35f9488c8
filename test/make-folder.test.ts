import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../src/make-folder.ts';
import { tempFolder } from './builder/temp-folder.ts';

describe('makeFolder', () => {
  it('makes a folder and those above it, several callers at once, and again', async () => {
    const folder = join(tempFolder(), 'a/b/c');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(folder, 'd'))]);
    await makeFolder(folder);
    expect(statSync(join(folder, 'd')).isDirectory()).toBe(true);
  });

  it('goes through a link to a folder', async () => {
    const root = tempFolder();
    await makeFolder(join(root, 'real'));
    symlinkSync(join(root, 'real'), join(root, 'link'));
    await makeFolder(join(root, 'link/below'));
    expect(existsSync(join(root, 'real/below'))).toBe(true);
  });

  it('fails on a file in its way, which it names', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    await expect(makeFolder(file)).rejects.toThrow(`'${file}'`);
    await expect(makeFolder(join(file, 'a/b'))).rejects.toThrow(`'${file}/a`);
  });

  it.skipIf(!existsSync('/proc'))('fails at once where a file system takes no new folders', async () => {
    await expect(makeFolder('/proc/no/such/folder')).rejects.toThrow("mkdir '/proc/no'");
  });
});
