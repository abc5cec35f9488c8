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

  constructor(status: number, host: string) {
    super(`${host} answers ${status}.`);
    this.status = status;
  }
}

/** A server that gives nothing, however often it is asked; the message is a clause for the caller's sentence. */
export class UnreachableError extends InputError {}

interface Refusal {
  readonly status: number;
  readonly host: string;
  readonly retryAfter: string | undefined;
}

/** Throws what an answer that is neither 200 nor 206 means: PassingFault for 408, 429 and 5xx, else StatusError. */
export function assertDelivered({ status, host, retryAfter }: Refusal): never {
  if (status === 408 || status === 429 || status >= 500) {
    throw new PassingFault(`${host} answers ${status}`, { waitMilliseconds: waitOf(retryAfter) });
  }
  throw new StatusError(status, host);
}

/** A Retry-After header, in seconds or as a date (RFC 9110, 10.2.3), as milliseconds from now. */
function waitOf(header: string | undefined): number {
  if (header === undefined) return 0;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}
