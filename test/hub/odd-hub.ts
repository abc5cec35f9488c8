import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { oddServer, sendFile } from '../download/odd-server.ts';

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** A repository of the hub in memory; large files are those with more than 100 bytes. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Answers as huggingface.co does for one repository, unless `instead` answers first. */
export async function oddHub(
  files: Files,
  instead: (request: IncomingMessage, response: ServerResponse, number: number) => boolean = () => false,
): ReturnType<typeof oddServer> {
  return oddServer((request, response, number) => {
    if (instead(request, response, number)) return;
    const { pathname } = new URL(request.url ?? '', 'http://hub');
    if (pathname.startsWith('/api/models/owner/name/revision/')) {
      response.end(JSON.stringify({ sha: COMMIT, siblings: Object.entries(files).map(listed) }));
      return;
    }
    const path = decodeURIComponent(pathname.replace(`/owner/name/resolve/${COMMIT}/`, ''));
    const content = files[path];
    if (content === undefined) response.writeHead(404).end();
    else sendFile(request, response, Buffer.from(content));
  });
}

function listed([rfilename, content]: [string, string | Buffer]): object {
  const bytes = Buffer.from(content);
  const blobId = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { rfilename, size: bytes.length, blobId, ...(bytes.length > 100 ? { lfs: { sha256 } } : {}) };
}
