import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/**
 * What a file's bytes must hash to: their SHA-256, or the id that git gives a blob of them (SHA-1 over `blob`, the
 * length and the bytes; https://git-scm.com/book/en/v2/Git-Internals-Git-Objects), which is all that the hub tells of
 * files that are not in large-file storage.
 */
export type Digest =
  { readonly kind: 'sha256'; readonly hex: string } | { readonly kind: 'git-blob'; readonly hex: string };

/** Read at once for hashing. */
const CHUNK_BYTES = 1024 * 1024;

/** Whether the first `bytes` of an open file have the digest. */
export async function matches(file: FileHandle, bytes: number, { kind, hex }: Digest): Promise<boolean> {
  const hash = createHash(kind === 'sha256' ? 'sha256' : 'sha1');
  if (kind === 'git-blob') hash.update(`blob ${bytes}\0`);
  const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, bytes));
  for (let at = 0; at < bytes;) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, bytes - at), at);
    if (bytesRead === 0) return false;
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex') === hex;
}
