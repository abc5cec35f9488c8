import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fetchFile, type RemoteFile } from '../../src/download/fetch-file.ts';
import { tempFolder } from '../builder/temp-folder.ts';
import { breakAfter, IMPATIENT, oddServer, sendFile } from './odd-server.ts';

const BYTES = new Uint8Array(300_000).map((_, index) => (index * 7919) % 251);

function remote(url: URL, bytes = BYTES): RemoteFile {
  const hex = createHash('sha256').update(bytes).digest('hex');
  return { url: new URL('repo/file.bin', url), bytes: bytes.length, digest: { kind: 'sha256', hex } };
}

function target(): string {
  return join(tempFolder(), 'file.bin');
}

const options = { patience: IMPATIENT };

describe('fetchFile', () => {
  it('brings a file whole and leaves no part behind', async () => {
    const server = await oddServer((request, response) => sendFile(request, response, BYTES));
    const path = target();
    const heard: number[] = [];
    await fetchFile(remote(server.url), path, { ...options, onBytes: (here) => heard.push(here) });
    expect(readFileSync(path).equals(BYTES)).toBe(true);
    expect(existsSync(`${path}.incomplete`)).toBe(false);
    expect(heard.at(-1)).toBe(BYTES.length);
    expect(server.seen).toHaveLength(1);
  });

  it('accepts the id that git gives a file', async () => {
    const bytes = new TextEncoder().encode('hello\n');
    const server = await oddServer((request, response) => sendFile(request, response, bytes));
    const path = target();
    // git hash-object of a file with "hello".
    const digest = { kind: 'git-blob', hex: 'ce013625030ba8dba906f756967f9e9ca394464a' } as const;
    await fetchFile({ ...remote(server.url, bytes), digest }, path, options);
    expect(readFileSync(path, 'utf8')).toBe('hello\n');
  });

  it('goes on behind what an earlier call left', async () => {
    const server = await oddServer((request, response) => sendFile(request, response, BYTES));
    const path = target();
    writeFileSync(`${path}.incomplete`, BYTES.subarray(0, 123_456));
    await fetchFile(remote(server.url), path, options);
    expect(server.seen.map(({ range }) => range)).toEqual(['bytes=123456-']);
    expect(readFileSync(path).equals(BYTES)).toBe(true);
  });

  it('goes on after each broken connection, more often than it tries in vain', async () => {
    const server = await oddServer((request, response, number) => {
      const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      if (number > 6) sendFile(request, response, BYTES);
      else if (start === 0) breakAfter(response, BYTES, 20_000);
      else {
        response.writeHead(206, {
          'content-length': BYTES.length - start,
          'content-range': `bytes ${start}-${BYTES.length - 1}/${BYTES.length}`,
        });
        response.write(BYTES.subarray(start, start + 20_000), () => response.destroy());
      }
    });
    const path = target();
    await fetchFile(remote(server.url), path, options);
    expect(server.seen).toHaveLength(7);
    expect(readFileSync(path).equals(BYTES)).toBe(true);
  });

  it('takes all again from a server that knows no ranges', async () => {
    const server = await oddServer((_request, response) => {
      response.writeHead(200, { 'content-length': BYTES.length }).end(BYTES);
    });
    const path = target();
    writeFileSync(`${path}.incomplete`, new Uint8Array(1000).fill(9));
    await fetchFile(remote(server.url), path, options);
    expect(readFileSync(path).equals(BYTES)).toBe(true);
  });

  it('waits as a server asks that has had too many requests', async () => {
    const server = await oddServer((request, response, number) => {
      if (number === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else sendFile(request, response, BYTES);
    });
    const began = performance.now();
    await fetchFile(remote(server.url), target(), options);
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(server.seen).toHaveLength(2);
  });

  it('asks once where the server wants to be left alone for longer than a user waits', async () => {
    const server = await oddServer((_request, response) =>
      response.writeHead(429, { 'retry-after': '100000' }).end(),
    );
    await expect(fetchFile(remote(server.url), target(), options)).rejects.toThrow(
      /answers 429, asked 1 time\)/,
    );
    expect(server.seen).toHaveLength(1);
  });

  it.each([500, 502, 503, 429, 408])(
    'gives up after several answers of %i and keeps what has come',
    async (status) => {
      const server = await oddServer((_request, response) => response.writeHead(status).end());
      const path = target();
      writeFileSync(`${path}.incomplete`, BYTES.subarray(0, 10));
      await expect(fetchFile(remote(server.url), path, options)).rejects.toThrow(
        new RegExp(`answers ${status}, asked 3 times\\); what has come is kept`),
      );
      expect(server.seen).toHaveLength(3);
      expect(readFileSync(`${path}.incomplete`)).toHaveLength(10);
    },
  );

  it.each([400, 401, 403, 404, 410, 416, 204, 304])('asks once where the answer is %i', async (status) => {
    const server = await oddServer((_request, response) => response.writeHead(status).end());
    await expect(fetchFile(remote(server.url), target(), options)).rejects.toThrow(`answers ${status}.`);
    expect(server.seen).toHaveLength(1);
  });

  it('throws away a file of another hash, so that the next call begins anew', async () => {
    const other = BYTES.map((byte, index) => (index === 77 ? byte ^ 1 : byte));
    const server = await oddServer((request, response) => sendFile(request, response, other));
    const path = target();
    await expect(fetchFile(remote(server.url), path, options)).rejects.toThrow('has another hash');
    expect([existsSync(path), existsSync(`${path}.incomplete`)]).toEqual([false, false]);
  });

  it('refuses more bytes than the file has', async () => {
    const server = await oddServer((_request, response) => response.end(Buffer.concat([BYTES, BYTES])));
    const path = target();
    await expect(fetchFile(remote(server.url), path, options)).rejects.toThrow('more than the 300000 bytes');
    expect(existsSync(path)).toBe(false);
  });

  it('gives up on a file that always ends too early', async () => {
    const server = await oddServer((request, response) =>
      sendFile(request, response, BYTES.subarray(0, 1000)),
    );
    const path = target();
    const wanted = { ...remote(server.url), bytes: 1001 };
    await expect(fetchFile(wanted, path, options)).rejects.toThrow(
      /has 1000 bytes of \/repo\/file\.bin, and its publisher lists 1001/,
    );
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    [{ 'content-range': `bytes */${BYTES.length}` }, '300000 bytes'],
    [{}, 'no more than 300000 bytes'],
  ])(
    'names both lengths where nothing is left of a file that is listed as longer (%j)',
    async (header, has) => {
      const server = await oddServer((request, response) => {
        if (request.headers.range === undefined) response.end(BYTES);
        else response.writeHead(416, header).end();
      });
      const wanted = { ...remote(server.url), bytes: BYTES.length + 7 };
      await expect(fetchFile(wanted, target(), options)).rejects.toThrow(
        `has ${has} of /repo/file.bin, and its publisher lists 300007`,
      );
    },
  );

  it('refuses content that is encoded although nobody asked', async () => {
    const server = await oddServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(BYTES));
    });
    await expect(fetchFile(remote(server.url), target(), options)).rejects.toThrow(
      'sends /repo/file.bin encoded (gzip), which was not asked for',
    );
  });

  it('takes a file that is gzip by itself, whatever its server calls that', async () => {
    const archive = gzipSync(BYTES);
    const server = await oddServer((_request, response) => {
      response
        .writeHead(200, { 'content-encoding': 'x-gzip', 'content-length': archive.length })
        .end(archive);
    });
    const path = target();
    await fetchFile(remote(server.url, archive), path, options);
    expect(readFileSync(path).equals(archive)).toBe(true);
  });

  it.each([
    ['bytes 5-299999/300000', 'sends byte 5'],
    ['bytes 0-9/10', 'has 10 bytes of /repo/file.bin, and its publisher lists 300000'],
    ['nonsense', 'another part'],
  ])('refuses a partial answer of %s', async (header, message) => {
    const server = await oddServer((_request, response) => {
      response.writeHead(206, { 'content-range': header }).end('x');
    });
    await expect(fetchFile(remote(server.url), target(), options)).rejects.toThrow(message);
  });

  it('follows a redirect to another host and does not give it the token', async () => {
    const store = await oddServer((request, response) => sendFile(request, response, BYTES));
    const server = await oddServer((_request, response) => {
      response.writeHead(302, { location: new URL('blob?signature=1', store.url).href }).end();
    });
    const path = target();
    await fetchFile(remote(server.url), path, { ...options, token: 'secret' });
    expect(server.seen.map(({ authorization }) => authorization)).toEqual(['Bearer secret']);
    expect(store.seen).toEqual([{ path: '/blob?signature=1', range: undefined, authorization: undefined }]);
  });

  it('keeps the token on the same host, and stops in a loop', async () => {
    const server = await oddServer((_request, response) =>
      response.writeHead(302, { location: '/again' }).end(),
    );
    await expect(fetchFile(remote(server.url), target(), { ...options, token: 'secret' })).rejects.toThrow(
      'redirects more than 5 times',
    );
    expect(server.seen.map(({ authorization }) => authorization)).toEqual(Array(6).fill('Bearer secret'));
  });

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'http://'])(
    'refuses a redirect to %s',
    async (location) => {
      const server = await oddServer((_request, response) => response.writeHead(302, { location }).end());
      await expect(fetchFile(remote(server.url), target(), options)).rejects.toThrow('not https');
    },
  );

  it('stops at once when it is told to, and keeps what has come', async () => {
    const server = await oddServer((_request, response) => {
      response.writeHead(200, { 'content-length': BYTES.length });
      response.write(BYTES.subarray(0, 50_000));
    });
    const path = target();
    const stopping = new AbortController();
    const fetching = fetchFile(remote(server.url), path, {
      ...options,
      signal: stopping.signal,
      onBytes: (here) => here === 50_000 && stopping.abort(new Error('stopped')),
    });
    await expect(fetching).rejects.toThrow('stopped');
    expect(readFileSync(`${path}.incomplete`)).toHaveLength(50_000);
  });

  it('says what failed where nobody listens', async () => {
    const closed = { ...remote(new URL('http://127.0.0.1:9/')) };
    await expect(fetchFile(closed, target(), options)).rejects.toThrow(
      /the connection to 127\.0\.0\.1:9 failed \(ECONNREFUSED\), asked 3 times/,
    );
  });

  it('lets two calls fetch the same file at once', async () => {
    const server = await oddServer((request, response) => sendFile(request, response, BYTES));
    const path = target();
    await Promise.all([1, 2, 3].map(() => fetchFile(remote(server.url), path, options)));
    expect(readFileSync(path).equals(BYTES)).toBe(true);
  });
});
