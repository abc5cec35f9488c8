import { stat } from 'node:fs/promises';
import { InputError } from '../errors.ts';

/** The exam files of a folder or archive: their names at once, their bytes when asked for. */
export interface MemberFiles {
  /** The folder or archive, for messages. */
  readonly location: string;
  /** Paths below the location with `/`, in ascending order of code units. */
  readonly names: readonly string[];
  /** Bytes of one of `names`. Throws InputError where they can't be had whole and unchanged. */
  read(name: string): Promise<Uint8Array>;
}

export interface MemberOptions {
  /** Says of a path whether it may be an exam file; nothing else is listed, held in memory or read. */
  readonly keep: (name: string) => boolean;
  /** Folder levels to look into, the location itself included; archives are listed whole. */
  readonly depth: number;
}

/** What an archive's file name ends with. */
export const ARCHIVE_ENDINGS = ['.zip', '.tar', '.tar.gz', '.tgz'] as const;

/** True where a file name is that of an archive which `openMembers` reads. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}

/** Whether there is a folder or a file at a path; null where there is neither. Follows links. */
export async function kindOfPath(path: string): Promise<'folder' | 'file' | null> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new InputError(
      `${path} can't be opened: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/**
 * Lists the exam files of a folder, a zip or a tar (plain or gzipped); nothing is unpacked to disk.
 * Returns null where there is no such folder or archive.
 * Throws InputError where there is one that can't be read or is not safe to.
 */
export async function openMembers(path: string, options: MemberOptions): Promise<MemberFiles | null> {
  const kind = await kindOfPath(path);
  if (kind === 'folder') return (await import('./folder.ts')).openFolder(path, options);
  if (kind === null || !isArchiveName(path)) return null;
  if (path.toLowerCase().endsWith('.zip')) return (await import('./zip.ts')).openZip(path, options.keep);
  return (await import('./tar.ts')).openTar(path, options.keep);
}
