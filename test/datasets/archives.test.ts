import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { openMembers } from '../../src/datasets/member-files.ts';
import { FormatError, InputError } from '../../src/errors.ts';
import { tarFolder, temporaryFolder, writeFiles, zipBytes, zipOf } from './made-archives.ts';
import type { ZipEntry } from './made-archives.ts';

const files = { 'dev/a.csv': 'one\r\n', 'dev/b.csv': '', 'val/a.csv': '二'.repeat(5000), 'README.md': 'no' };
const options = { keep: (name: string) => name.endsWith('.csv'), depth: 3 };

async function contents(path: string): Promise<Record<string, string>> {
  const members = await openMembers(path, options);
  if (members === null) throw new Error(`nothing at ${path}`);
  const read = await Promise.all(members.names.map((name) => members.read(name)));
  return Object.fromEntries(members.names.map((name, i) => [name, Buffer.from(read[i] ?? []).toString()]));
}

function writeZip(entries: readonly ZipEntry[]): string {
  const path = join(temporaryFolder(), 'exam.zip');
  writeFileSync(path, zipBytes(entries));
  return path;
}

const wanted = Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith('.csv')));

describe('openMembers', () => {
  it('reads the same files from a folder, a zip, a tar and a gzipped tar', async () => {
    const root = temporaryFolder();
    const folder = writeFiles(join(root, 'exam'), files);
    writeFileSync(join(root, 'exam.zip'), zipOf(files));
    await tarFolder(folder, join(root, 'exam.tar'));
    await tarFolder(folder, join(root, 'exam.tgz'), true);
    await tarFolder(folder, join(root, 'exam.tar.gz'), true);
    for (const name of ['exam', 'exam.zip', 'exam.tar', 'exam.tgz', 'exam.tar.gz']) {
      expect(await contents(join(root, name)), name).toEqual(wanted);
    }
  });

  it('finds nothing at a path that is absent or another kind of file', async () => {
    const root = writeFiles(temporaryFolder(), { 'a.txt': 'x' });
    expect(await openMembers(join(root, 'none'), options)).toBeNull();
    expect(await openMembers(join(root, 'a.txt'), options)).toBeNull();
    expect(await openMembers(join(root, 'a.txt', 'deeper'), options)).toBeNull();
  });
});

describe('a folder', () => {
  it('is not read below the asked depth, nor in hidden folders', async () => {
    const root = writeFiles(temporaryFolder(), { 'a/b/c/deep.csv': '', '.git/x.csv': '', 'a/b/ok.csv': '' });
    expect((await openMembers(root, options))?.names).toEqual(['a/b/ok.csv']);
  });

  it('follows a link inside itself and refuses one that leads out', async () => {
    const root = temporaryFolder();
    const folder = writeFiles(join(root, 'exam'), { 'real.csv': 'inside' });
    writeFiles(root, { 'secret.csv': 'outside' });
    symlinkSync('real.csv', join(folder, 'alias.csv'));
    symlinkSync('../secret.csv', join(folder, 'leak.csv'));
    const members = await openMembers(folder, options);
    expect(Buffer.from((await members?.read('alias.csv')) ?? []).toString()).toBe('inside');
    await expect(members?.read('leak.csv')).rejects.toThrow(
      'leak.csv is a link that leads out of its folder',
    );
  });

  it('may itself be a link', async () => {
    const root = temporaryFolder();
    writeFiles(join(root, 'real'), { 'a.csv': 'x' });
    symlinkSync('real', join(root, 'exam'));
    expect(await contents(join(root, 'exam'))).toEqual({ 'a.csv': 'x' });
  });

  it('says which file is a folder instead', async () => {
    const root = temporaryFolder();
    writeFiles(join(root, 'elsewhere'), { 'x.txt': '' });
    mkdirSync(join(root, 'exam'));
    symlinkSync('../elsewhere', join(root, 'exam', 'odd.csv'));
    const members = await openMembers(join(root, 'exam'), options);
    await expect(members?.read('odd.csv')).rejects.toThrow(InputError);
  });
});

describe('a zip', () => {
  const ok: ZipEntry = { name: 'a.csv', content: 'hello' };

  it('is read with stored entries too', async () => {
    expect(await contents(writeZip([{ ...ok, method: 0 }]))).toEqual({ 'a.csv': 'hello' });
  });

  it.each<[string, ZipEntry, string]>([
    ['a path with ..', { name: '../a.csv', content: '' }, 'leads out of the folder'],
    ['a path with .. in the middle', { name: 'x/../../a.csv', content: '' }, 'leads out of the folder'],
    ['an absolute path', { name: '/etc/a.csv', content: '' }, 'leads out of the folder'],
    ['a drive', { name: 'C:/a.csv', content: '' }, 'leads out of the folder'],
    ['a backslash', { name: 'x\\a.csv', content: '' }, 'leads out of the folder'],
    ['a symbolic link', { name: 'a.txt', content: '/etc/passwd', unixMode: 0o120777 }, 'it is a link'],
    ['a size beyond the limit', { ...ok, size: 0xf0000000 }, 'larger than any exam file'],
  ])('is refused whole for %s', async (_, entry, reason) => {
    const opening = openMembers(writeZip([{ name: 'fine.csv', content: '' }, entry]), options);
    await expect(opening).rejects.toThrow(FormatError);
    await expect(opening).rejects.toThrow(reason);
  });

  it('is refused where a file is there twice', async () => {
    await expect(openMembers(writeZip([ok, ok]), options)).rejects.toThrow('"a.csv": it is there twice');
  });

  it.each<[string, ZipEntry, string]>([
    ['a wrong CRC of a stored entry', { ...ok, method: 0, crc: 1 }, 'its size or checksum differs'],
    ['a wrong CRC of a packed entry', { ...ok, crc: 1 }, 'its size or checksum differs'],
    ['more data than its header says', { ...ok, content: 'x'.repeat(1e6), size: 10 }, "can't be read as zip"],
    ['less data than its header says', { ...ok, size: 10 }, 'its size or checksum differs'],
    ['encryption', { ...ok, flags: 0x801 }, 'encrypted'],
    ['another packing method', { ...ok, method: 12 }, 'another method than deflate'],
  ])('is refused on reading an entry with %s', async (_, entry, reason) => {
    await expect(contents(writeZip([entry]))).rejects.toThrow(FormatError);
    await expect(contents(writeZip([entry]))).rejects.toThrow(reason);
  });

  it('is refused when cut off, naming the archive', async () => {
    const path = join(temporaryFolder(), 'exam.zip');
    writeFileSync(path, zipOf(files).subarray(0, -30));
    await expect(contents(path)).rejects.toThrow(`${path} can't be read as zip`);
  });
});

describe('a tar', () => {
  it('is read with ./ before its names and without what is not asked for', async () => {
    const root = temporaryFolder();
    const folder = writeFiles(join(root, 'exam'), { 'data/a.csv': 'x', 'data/big.bin': 'y' });
    await create({ cwd: folder, file: join(root, 'exam.tar') }, ['./data']);
    expect(await contents(join(root, 'exam.tar'))).toEqual({ 'data/a.csv': 'x' });
  });

  it('is refused for a link', async () => {
    const root = temporaryFolder();
    const folder = writeFiles(join(root, 'exam'), { 'a.csv': 'x' });
    symlinkSync('/etc/passwd', join(folder, 'b.csv'));
    await tarFolder(folder, join(root, 'exam.tar'));
    await expect(contents(join(root, 'exam.tar'))).rejects.toThrow('it is neither a file nor a folder');
  });

  it('is refused for a path with ..', async () => {
    const root = temporaryFolder();
    const folder = writeFiles(join(root, 'exam'), { 'a.csv': 'x' });
    const file = join(root, 'exam.tar');
    const prefix = { onWriteEntry: (entry: { path: string }) => (entry.path = `../${entry.path}`) };
    await create({ cwd: folder, file, preservePaths: true, ...prefix }, ['a.csv']);
    await expect(contents(file)).rejects.toThrow('leads out of the folder');
  });

  it('is refused where a file is there twice', async () => {
    const root = writeFiles(temporaryFolder(), { 'exam/a.csv': 'x' });
    const file = join(root, 'exam.tar');
    await create({ cwd: join(root, 'exam'), file }, ['a.csv', './a.csv']);
    await expect(contents(file)).rejects.toThrow('it is there twice');
  });

  it.each(['exam.tar', 'exam.tgz'])('is refused when cut off (%s)', async (name) => {
    const root = temporaryFolder();
    const folder = writeFiles(join(root, 'exam'), files);
    const path = join(root, name);
    await tarFolder(folder, path, name.endsWith('gz'));
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, name.endsWith('gz') ? -40 : 9000));
    await expect(contents(path)).rejects.toThrow(FormatError);
    await expect(contents(path)).rejects.toThrow(`${path} can't be read as tar`);
  });

  it('is refused where it is no tar at all', async () => {
    const path = join(writeFiles(temporaryFolder(), { 'exam.tar': 'x'.repeat(2000) }), 'exam.tar');
    await expect(contents(path)).rejects.toThrow("can't be read as tar");
  });
});
