import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startViewer, type Viewer } from '../../src/viewer/server.ts';
import { noTexts, viewedRun } from './api-over.ts';
import { madeRun } from './made-run.ts';

const run = viewedRun(madeRun({ model: '<script>alert(1)</script>', questions: 200, seed: 1 }), 'made');
const faults: unknown[] = [];
let viewer: Viewer;

beforeAll(async () => {
  viewer = await startViewer({
    runs: [run],
    findTexts: async (viewed, entry) => {
      if (entry.id.endsWith('/0')) throw new TypeError('a secret of the inside');
      return noTexts(viewed, entry);
    },
    port: 0,
    onFault: (error) => faults.push(error),
  });
});
afterAll(() => viewer.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a path exactly as it is, which `fetch` would mend first. */
function get(
  path: string,
  { method = 'GET', host }: { method?: string; host?: string } = {},
): Promise<Answer> {
  const { hostname, port, host: own } = new URL(viewer.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers: { host: host ?? own } }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode, headers: response.headers, body }),
        reject,
      );
    });
    asked.on('error', reject).end();
  });
}

describe('the viewer’s server', () => {
  it('serves the page and its files with headers that keep everything else out', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/,
      ) as string,
    });
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
    expect(page.body).not.toMatch(/https?:|<script(?! type="module" src="page\.js">)| style=/);
    expect((await get('/page.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await get('/page.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  });

  it('answers HEAD as GET, without the body', async () => {
    const [head, whole] = [await get('/api/runs', { method: 'HEAD' }), await get('/api/runs')];
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(whole.body)));
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('refuses %s', async (method) => {
    expect(await get('/api/runs', { method })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    });
  });

  it.each(['example.org', 'example.org:80', '127.0.0.1', '127.0.0.1:1', 'localhost', '0.0.0.0', '[::1]'])(
    'refuses the host %s, as a page elsewhere would send it',
    async (host) => {
      const { status, body } = await get('/api/runs', { host });
      expect(status).toBe(403);
      expect(body).not.toContain('0123456789ab');
    },
  );

  it('answers to localhost, and to no request without a host', async () => {
    const { port } = new URL(viewer.url);
    expect(await get('/', { host: `localhost:${port}` })).toMatchObject({ status: 200 });
    const socket = connect(Number(port), '127.0.0.1');
    socket.end('GET / HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/page/../server.js',
    '/%2e%2e/server.ts',
    '/.',
    '//page.js',
    '/tsconfig.json',
    '/page.js/',
    '/index.html%00',
    '/api',
    '/api/',
    '/api/../runs',
    '/api/constructor',
    '/api/__proto__',
    'http://elsewhere/page.js',
    '*',
  ])('has nothing at %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, headers: { 'content-type': /json/ } });
  });

  it('says in one sentence what is wrong with an address', async () => {
    expect(await get('/api/questions?run=0&limit=x')).toMatchObject({
      status: 400,
      body: JSON.stringify({ error: 'The parameter limit is "x": it must be a whole number from 1 to 500.' }),
    });
    expect(await get('/api/questions?run=0&subject=mmlu/zzz')).toMatchObject({ status: 400 });
    expect(await get('/api/question?run=7&id=mmlu/anatomy/test/0')).toMatchObject({ status: 404 });
    expect(await get('/api/questions?run=0&search=%ff%zz?&')).toMatchObject({ status: 200 });
  });

  it('tells a fault of its own to its owner and not to the browser', async () => {
    const id = run.entries[0]?.id ?? '';
    const { status, body } = await get(`/api/texts?run=0&id=${id}`);
    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect(faults).toMatchObject([{ message: 'a secret of the inside' }]);
  });

  it('listens on 127.0.0.1 alone, and says which port is taken', async () => {
    expect(viewer.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const port = Number(new URL(viewer.url).port);
    await expect(startViewer({ runs: [run], findTexts: noTexts, port, onFault: () => {} })).rejects.toThrow(
      new RegExp(`^Port ${port} of 127.0.0.1 can't be had .* choose another with --port`),
    );
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    for (const { address, internal, family } of others) {
      if (internal || family !== 'IPv4') continue;
      await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow();
    }
  });
});
