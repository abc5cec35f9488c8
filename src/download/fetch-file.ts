import { constants } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { FormatError, InputError } from '../errors.ts';
import { type Digest, matches } from './digest.ts';
import { PassingFault, StatusError, UnreachableError } from './fault.ts';
import { assertPlain, get, type HttpResponse, networkFault } from './http.ts';
import { type Patience, withRetries } from './retry.ts';

/** A file on a server, of which size and hash are known before. */
export interface RemoteFile {
  readonly url: URL;
  readonly bytes: number;
  readonly digest: Digest;
}

export interface FetchOptions {
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes of the file are here. */
  readonly onBytes?: ((here: number) => void) | undefined;
  readonly patience?: Patience | undefined;
}

/**
 * Brings a file to `path`, where it then is whole and of the right hash, or not there at all. What has come lies in
 * `path.incomplete` meanwhile, and a later call goes on behind it. Two processes that fetch the same file write the same
 * bytes to the same places of it.
 * Throws InputError where the server refuses, or gives up for good; FormatError where it sends something else; the
 * signal's reason where that is aborted.
 */
export async function fetchFile(remote: RemoteFile, path: string, options: FetchOptions = {}): Promise<void> {
  const { signal, patience } = options;
  const part = `${path}.incomplete`;
  const file = await open(part, constants.O_RDWR | constants.O_CREAT);
  let same;
  try {
    const state = { here: Math.min((await file.stat()).size, remote.bytes), progressed: false };
    await withRetries(() => fill(file, remote, { state, options }), {
      signal,
      patience,
      progressed: () => {
        const { progressed } = state;
        state.progressed = false;
        return progressed;
      },
    });
    await file.truncate(remote.bytes);
    await file.sync();
    same = await matches(file, remote.bytes, remote.digest);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new InputError(
      `${remote.url.pathname} could not be fetched (${error.message}); what has come is kept, run the same command again later.`,
      { cause: error },
    );
  } finally {
    await file.close();
  }
  if (!same) {
    await rm(part, { force: true });
    throw new FormatError(
      `${remote.url.pathname} from ${remote.url.host} has another hash than its publisher tells (${remote.digest.hex.slice(0, 12)}…): it was thrown away, run the same command again.`,
    );
  }
  await rename(part, path).catch(async (error: unknown) => {
    // Another process was first.
    if ((await stat(path).catch(() => null)) === null) throw error;
  });
}

interface Filling {
  /** Bytes that are in the file from its start on, and whether the last try added to them. */
  readonly state: { here: number; progressed: boolean };
  readonly options: FetchOptions;
}

async function fill(file: FileHandle, remote: RemoteFile, { state, options }: Filling): Promise<void> {
  const { url, bytes } = remote;
  const { signal, onBytes } = options;
  onBytes?.(state.here);
  if (state.here === bytes) return;
  const response = await ask(remote, state.here, options);
  let at = await startOf(response, remote, state.here);
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      if (at + chunk.length > bytes) throw tooLong(url, bytes);
      await writeAll(file, chunk, at);
      at += chunk.length;
      if (at <= state.here) continue;
      state.here = at;
      state.progressed = true;
      onBytes?.(at);
    }
  } catch (error) {
    throw error instanceof InputError ? error : networkFault(error, url, signal);
  }
  if (at < bytes)
    throw new PassingFault(`${url.host} stopped after ${at} of ${bytes} bytes of ${url.pathname}`);
}

async function ask(
  { url, bytes }: RemoteFile,
  from: number,
  { token, signal }: FetchOptions,
): Promise<HttpResponse> {
  try {
    return await get({ url, token, from, signal });
  } catch (error) {
    if (!(error instanceof StatusError && error.status === 416 && from > 0)) throw error;
    throw otherLength(url, error.length ?? `no more than ${from}`, bytes);
  }
}

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  let done = 0;
  try {
    while (done < chunk.length) {
      done += (await file.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `The download can't be written (${reason}); make room and run the same command again.`,
      {
        cause: error,
      },
    );
  }
}

/** The first byte of what comes, which is one that was asked for or before it. */
async function startOf(response: HttpResponse, { url, bytes }: RemoteFile, from: number): Promise<number> {
  try {
    // 200 is a server that knows no ranges and sends all again.
    const start = response.status === 206 ? rangeStart(response.header('content-range'), bytes, url) : 0;
    assertPlain(response, url, bytes - start);
    if (start <= from) return start;
    throw new FormatError(`${url.host} sends byte ${start} of ${url.pathname} where ${from} was asked for.`);
  } catch (error) {
    await response.body.dump();
    throw error;
  }
}

/** The first byte of a partial answer, which must be of a file of the right length. */
function rangeStart(header: string | undefined, bytes: number, url: URL): number {
  const [, start, length] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? '') ?? [];
  if (start !== undefined && length !== '*' && Number(length) !== bytes)
    throw otherLength(url, length ?? '', bytes);
  if (start === undefined) {
    throw new FormatError(
      `${url.host} sends another part of ${url.pathname} than asked for (${header ?? 'no content-range'}).`,
    );
  }
  return Number(start);
}

function otherLength(url: URL, there: number | string, listed: number): FormatError {
  return new FormatError(
    `${url.host} has ${there} bytes of ${url.pathname}, and its publisher lists ${listed}: it is damaged there or about to change; run the same command again later.`,
  );
}

function tooLong(url: URL, bytes: number): FormatError {
  return new FormatError(`${url.host} sends more than the ${bytes} bytes that ${url.pathname} has.`);
}
