import { InputError } from '../errors.ts';

/** A fault that may be gone at the next try. */
export class PassingFault extends Error {
  override readonly name = 'PassingFault';
  /** How long the server asks to be left alone, in milliseconds. */
  readonly waitMilliseconds: number;

  constructor(
    message: string,
    options: { readonly waitMilliseconds?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.waitMilliseconds = options.waitMilliseconds ?? 0;
  }
}

/** An answer that is no content, and won't be at the next try either. */
export class StatusError extends InputError {
  readonly status: number;
  /** Bytes that the content has, where a 416 (there is nothing from the byte on that was asked for) tells them. */
  readonly length: number | null;

  constructor(status: number, host: string, length: number | null = null) {
    super(`${host} answers ${status}.`);
    this.status = status;
    this.length = length;
  }
}

/** A server that gives nothing, however often it is asked; the message is a clause for the caller's sentence. */
export class UnreachableError extends InputError {}

interface Refusal {
  readonly status: number;
  readonly host: string;
  readonly retryAfter: string | undefined;
  readonly contentRange: string | undefined;
}

/** Throws what an answer that is neither 200 nor 206 means: PassingFault for 408, 429 and 5xx, else StatusError. */
export function assertDelivered({ status, host, retryAfter, contentRange }: Refusal): never {
  if (status === 408 || status === 429 || status >= 500) {
    throw new PassingFault(`${host} answers ${status}`, { waitMilliseconds: waitOf(retryAfter) });
  }
  // RFC 9110, 14.4.
  const [, length] = /^bytes \*\/(\d+)$/.exec(contentRange ?? '') ?? [];
  throw new StatusError(status, host, length === undefined ? null : Number(length));
}

/** A Retry-After header, in seconds or as a date (RFC 9110, 10.2.3), as milliseconds from now. */
function waitOf(header: string | undefined): number {
  if (header === undefined) return 0;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}
