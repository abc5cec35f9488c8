import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Seen {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

type Handler = (request: IncomingMessage, response: ServerResponse, number: number) => void;

/** A server on this machine that answers as a test tells it to and remembers what it was asked. */
export async function oddServer(handler: Handler): Promise<{ readonly url: URL; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    const { range, authorization } = request.headers;
    seen.push({ path: request.url ?? '', range, authorization });
    handler(request, response, seen.length);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/`), seen };
}

/** Sends a file as a good server does: a range where one is asked for. */
export function sendFile(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array): void {
  const [, start] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  if (start === undefined) {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    return;
  }
  const rest = bytes.subarray(Number(start));
  response
    .writeHead(206, {
      'content-length': rest.length,
      'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    })
    .end(rest);
}

/** Promises a whole file and breaks the connection after some bytes. */
export function breakAfter(response: ServerResponse, bytes: Uint8Array, count: number): void {
  response.writeHead(200, { 'content-length': bytes.length });
  response.write(bytes.subarray(0, count), () => response.destroy());
}

/** Waits that a test can afford. */
export const IMPATIENT = { retries: 2, firstWaitMilliseconds: 1, longestWaitMilliseconds: 1500 };
