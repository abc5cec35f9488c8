import { z } from 'zod';
import { StatusError } from '../download/fault.ts';
import type { Digest } from '../download/digest.ts';
import { assertPlain, get, networkFault } from '../download/http.ts';
import { type Patience, withRetries } from '../download/retry.ts';
import { FormatError, InputError } from '../errors.ts';
import { type HubId, isInside } from './hub-id.ts';
import type { HubSettings } from './settings.ts';

/** A listing of 10,000 files has some 3 MB. */
const MAX_LISTING_BYTES = 32 * 1024 * 1024;

const size = z.int().min(0);
const Listing = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size,
      blobId: z.string().regex(/^[0-9a-f]{40}$/),
      lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }).nullish(),
    }),
  ),
});

/** A file of a repository at one commit. */
export interface RepositoryFile {
  readonly path: string;
  readonly bytes: number;
  readonly digest: Digest;
}

/** What a repository holds at one commit. */
export interface Repository {
  readonly commit: string;
  readonly files: readonly RepositoryFile[];
}

export interface HubRequest {
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience | undefined;
}

/**
 * Asks the hub for a repository's commit and files (one request). Throws InputError that says what to do about a missing,
 * gated or private one, UnreachableError for a hub that can't be reached, FormatError for an unknown answer.
 */
export async function listRepository(
  { repo, revision }: HubId,
  { endpoint, token }: HubSettings,
  { signal, patience }: HubRequest,
): Promise<Repository> {
  const url = new URL(`api/models/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`, endpoint);
  const text = await withRetries(() => readText(url, token, signal), { signal, patience }).catch(
    (error: unknown) => {
      throw error instanceof StatusError
        ? explained(error, { repo, revision, endpoint, hasToken: token !== undefined })
        : error;
    },
  );
  const parsed = Listing.safeParse(parseJson(text, endpoint));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new FormatError(
      `${endpoint.host} lists ${repo} in an unknown way (${issue?.path.join('.') || 'the answer'}: ${issue?.message}); is HF_ENDPOINT a model hub?`,
    );
  }
  const { sha: commit, siblings } = parsed.data;
  return {
    commit,
    files: siblings
      .filter(({ rfilename }) => isInside(rfilename))
      .map(({ rfilename: path, size: bytes, blobId, lfs }) => ({
        path,
        bytes,
        digest: lfs ? { kind: 'sha256', hex: lfs.sha256 } : { kind: 'git-blob', hex: blobId },
      })),
  };
}

/** Where a file of a commit is to be had. */
export function fileUrl({ endpoint }: HubSettings, repo: string, commit: string, path: string): URL {
  return new URL(`${repo}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`, endpoint);
}

interface Asked {
  readonly repo: string;
  readonly revision: string;
  readonly endpoint: URL;
  readonly hasToken: boolean;
  /** The file that was asked for, which the repository lists; absent where that was the list. */
  readonly file?: string;
}

/** What a refusal of the hub means; it answers 401 for a repository that isn't there where nobody is logged in. */
export function explained(
  { status }: StatusError,
  { repo, revision, endpoint, hasToken, file }: Asked,
): InputError {
  // Without the name and password that an endpoint may have.
  const page = `${endpoint.origin}${endpoint.pathname}${repo}`;
  if (status === 403) {
    return new InputError(
      `${repo} is gated (403): accept its terms at ${page} with the account of your HF_TOKEN, then run the same command again.`,
    );
  }
  if (status === 401 && hasToken) {
    return new InputError(
      `${endpoint.host} refuses your token for ${repo} (401): check HF_TOKEN, or log in again.`,
    );
  }
  if (status === 404 && file !== undefined) {
    return new InputError(
      `${endpoint.host} lists ${file} of ${repo} at revision ${revision} and doesn't have it (404): it may be changing there; run the same command again later, or name another revision (${repo}@…).`,
    );
  }
  if (status === 401 || status === 404) {
    const login = hasToken ? '' : '; where it is private or gated, set HF_TOKEN';
    return new InputError(
      `${endpoint.host} has no model ${repo} at revision ${revision} that you may read (${status}): check its name${login}. There is no such file or folder here either.`,
    );
  }
  return new InputError(`${endpoint.host} answers ${status} for ${repo}; nothing was taken from there.`);
}

async function readText(
  url: URL,
  token: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  const response = await get({ url, token, signal });
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    assertPlain(response, url);
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_LISTING_BYTES) {
        throw new FormatError(`${url.host} sends more than ${MAX_LISTING_BYTES} bytes as a list of files.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    await response.body.dump();
    throw error instanceof InputError ? error : networkFault(error, url, signal);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string, { host }: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const answer = text.trimStart().startsWith('<') ? 'a page' : 'no JSON';
    throw new FormatError(
      `${host} answers with ${answer} where a hub gives a list of files; is HF_ENDPOINT a model hub?`,
      { cause: error },
    );
  }
}
