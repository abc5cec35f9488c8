import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { InputError } from '../errors.ts';
import { type Api, createApi, type FindTexts } from './api.ts';
import type { FaultAnswer } from './answers.ts';
import { NotFoundError } from './not-found.ts';
import { type PageFile, readPage } from './page-files.ts';
import type { ViewedRun } from './run-index.ts';

/** The only address that is listened on: nothing of the runs leaves the machine. */
const ADDRESS = '127.0.0.1';

/** Everything from here and nothing from elsewhere; no inline script or style, so that no text can become one. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export interface ViewerOptions {
  readonly runs: readonly ViewedRun[];
  readonly findTexts: FindTexts;
  /** 0 for a free one. */
  readonly port: number;
  /** Told of a fault of the viewer itself; the browser gets no more than that there was one. */
  readonly onFault: (error: unknown) => void;
}

/** A viewer that answers until it is closed. */
export interface Viewer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the page and its API on 127.0.0.1. Throws InputError where the port can't be had. */
export async function startViewer({ runs, findTexts, port, onFault }: ViewerOptions): Promise<Viewer> {
  const [page, api] = [await readPage(), createApi(runs, findTexts)];
  const server = createServer((request, response) => {
    replyTo(request, { page, api, port: portOf(server) }).then(
      (reply) => send(response, reply, request.method === 'HEAD'),
      (error: unknown) => {
        onFault(error);
        send(response, refusal(500, 'The viewer met a fault of its own: see its terminal.'), false);
      },
    );
  });
  await listen(server, port);
  return {
    url: `http://${ADDRESS}:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new InputError(
          `Port ${port} of ${ADDRESS} can't be had (${error.message}): choose another with --port, or leave it out for a free one.`,
        ),
      );
    });
    server.listen(port, ADDRESS, resolve);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new RangeError('the viewer has no port');
  return address.port;
}

interface Reply extends PageFile {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Site {
  readonly page: ReadonlyMap<string, PageFile>;
  readonly api: Api;
  readonly port: number;
}

async function replyTo(
  { headers, method, url = '' }: IncomingMessage,
  { page, api, port }: Site,
): Promise<Reply> {
  if (!isOwnHost(headers.host, port)) {
    return refusal(403, `This viewer answers to http://${ADDRESS}:${port}/ and to no other name.`);
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return { ...refusal(405, 'This viewer only shows: use GET.'), headers: { allow: 'GET, HEAD' } };
  }
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const file = page.get(path);
  if (file !== undefined) return { status: 200, ...file };
  if (!path.startsWith('/api/')) return refusal(404, 'There is no such address here.');
  try {
    return json(200, await api(path.slice('/api/'.length), new URLSearchParams(query)));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refusal(error instanceof NotFoundError ? 404 : 400, error.message);
  }
}

/**
 * Whether a request was meant for this server. A page elsewhere whose name was made to lead to 127.0.0.1 (DNS rebinding)
 * sends its own name here.
 */
function isOwnHost(host: string | undefined, port: number): boolean {
  const names = [ADDRESS, 'localhost'];
  // A browser leaves out the port that http has anyway.
  return names.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

function refusal(status: number, error: string): Reply {
  return json(status, { error } satisfies FaultAnswer);
}

function json(status: number, value: object): Reply {
  return { status, type: 'application/json; charset=utf-8', bytes: Buffer.from(JSON.stringify(value)) };
}

function send(response: ServerResponse, { status, type, bytes, headers }: Reply, headOnly: boolean): void {
  response.writeHead(status, {
    ...HEADERS,
    ...headers,
    'content-type': type,
    'content-length': bytes.byteLength,
  });
  response.end(headOnly ? undefined : bytes);
}
