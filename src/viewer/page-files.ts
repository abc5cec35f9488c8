import { readdir, readFile } from 'node:fs/promises';

/** A file of the page, ready to send. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/**
 * Reads the page's files into memory by the path that asks for them; `/` is index.html. Nothing is looked up on the
 * disk afterwards, so no request can name another file.
 */
export async function readPage(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = new URL('page/', import.meta.url);
  const files = new Map<string, PageFile>();
  for (const name of await readdir(folder)) {
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (type === undefined) continue;
    const file = { type, bytes: await readFile(new URL(name, folder)) };
    files.set(name === 'index.html' ? '/' : `/${name}`, file);
  }
  return files;
}
