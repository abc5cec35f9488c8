import type { Dispatcher } from 'undici';
import { EnvHttpProxyAgent, errors, request } from 'undici';
import { InputError } from '../errors.ts';
import { assertDelivered, PassingFault } from './fault.ts';

/** More in a row is a loop. */
const MAX_REDIRECTS = 5;
/** A server that says nothing for this long is asked again. */
const SILENCE_MILLISECONDS = 30_000;

export interface HttpRequest {
  readonly url: URL;
  /** Sent as a bearer to the URL's own origin and to no other that it redirects to. */
  readonly token?: string | undefined;
  /** First byte that is wanted; the server may send all the same. */
  readonly from?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  readonly body: Dispatcher.ResponseData['body'];
}

/**
 * A GET through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, if any. Redirects are followed here, so that
 * no other host sees the token. Throws PassingFault where another try may help (no connection, 408, 429, 5xx), and
 * StatusError for all other answers that are no content.
 */
export async function get({ url, token, from = 0, signal }: HttpRequest): Promise<HttpResponse> {
  let target = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const headers: Record<string, string> = { 'user-agent': 'fiveshot', 'accept-encoding': 'identity' };
    if (from > 0) headers['range'] = `bytes=${from}-`;
    if (token !== undefined && target.origin === url.origin) headers['authorization'] = `Bearer ${token}`;
    const response = await ask(target, headers, signal);
    const header = (name: string): string | undefined => {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const location = header('location');
    if (response.statusCode >= 300 && response.statusCode < 400 && location !== undefined) {
      await response.body.dump();
      target = redirected(target, location);
      continue;
    }
    const status = response.statusCode;
    if (status !== 200 && status !== 206) {
      await response.body.dump();
      assertDelivered({
        status,
        host: target.host,
        retryAfter: header('retry-after'),
        contentRange: header('content-range'),
      });
    }
    return { status, header, body: response.body };
  }
  throw new InputError(`${url.host} redirects more than ${MAX_REDIRECTS} times for ${url.pathname}.`);
}

/**
 * Throws InputError for content that came encoded although none was asked for: its bytes are not those of the file. One of
 * `bytes` is taken, since servers call a file that is gzip by itself (.tar.gz) so too.
 */
export function assertPlain(response: HttpResponse, url: URL, bytes?: number): void {
  const encoding = response.header('content-encoding') ?? 'identity';
  if (encoding === 'identity') return;
  if (bytes !== undefined && response.header('content-length') === `${bytes}`) return;
  throw new InputError(
    `${url.host} sends ${url.pathname} encoded (${encoding}), which was not asked for; a proxy or mirror on the way may do that, go around it (NO_PROXY, HF_ENDPOINT).`,
  );
}

let dispatcher: Dispatcher | undefined;

async function ask(
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Dispatcher.ResponseData> {
  dispatcher ??= new EnvHttpProxyAgent({
    headersTimeout: SILENCE_MILLISECONDS,
    bodyTimeout: SILENCE_MILLISECONDS,
  });
  try {
    return await request(url, { dispatcher, headers, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    throw networkFault(error, url, signal);
  }
}

/** What a broken connection is to the caller: the signal's reason where that was the cause, else worth another try. */
export function networkFault(error: unknown, url: URL, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  if (error instanceof errors.InvalidArgumentError)
    return new InputError(`${url.origin} can't be asked: ${code}.`);
  return new PassingFault(`the connection to ${url.host} failed (${code})`, { cause: error });
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (to === null || (to.protocol !== 'https:' && to.protocol !== from.protocol)) {
    throw new InputError(
      `${from.host} redirects to an address that is not https; nothing was taken from there.`,
    );
  }
  return to;
}
