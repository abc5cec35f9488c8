import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StatusError } from '../download/fault.ts';
import { fetchFile } from '../download/fetch-file.ts';
import type { Patience } from '../download/retry.ts';
import { InputError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { Exam } from './data-folder.ts';

/** A file of an exam as its publisher offers it: what `datasets/{benchmark}/download.json` lists. */
const PublishedFile = z.object({
  url: z.url({ protocol: /^https$/ }),
  name: z.string().regex(/^[\w.-]+$/),
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type PublishedFile = z.infer<typeof PublishedFile>;

/** The files of an exam, from the download.json that comes with fiveshot. */
export async function publishedFiles(benchmark: string): Promise<readonly PublishedFile[]> {
  const url = new URL(`../../datasets/${benchmark}/download.json`, import.meta.url);
  return z.array(PublishedFile).parse(JSON.parse(await readFile(url, 'utf8')));
}

export interface FetchExam {
  /** For messages. */
  readonly exam: Pick<Exam<unknown>, 'title' | 'source'>;
  readonly files: readonly PublishedFile[];
  /** Made where it is not there. */
  readonly folder: string;
  /** Where a file is asked for, and with which token; a mirror may stand in for the publisher. */
  readonly locate: (url: URL) => { readonly url: URL; readonly token?: string | undefined };
  readonly onProgress?: ((here: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience | undefined;
}

/**
 * Brings an exam's files into a folder, each held to its size and hash, and goes on where an earlier call stopped. A file
 * that is there already is left as it is: `datasets verify` says whether it is the published one.
 * Throws InputError where a publisher can't be reached or the folder not written, FormatError where a file is another one.
 */
export async function fetchExam(options: FetchExam): Promise<void> {
  const { exam, files, folder, locate, onProgress, ...watch } = options;
  await makeDataFolder(folder);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const { url, name, bytes, sha256 } of files) {
    const path = join(folder, name);
    if (!(await isThere(path))) {
      const { url: from, token } = locate(new URL(url));
      const remote = { url: from, bytes, digest: { kind: 'sha256', hex: sha256 } } as const;
      const done = before;
      await fetchFile(remote, path, {
        ...watch,
        token,
        onBytes: (here) => onProgress?.(done + here, total),
      }).catch((error: unknown) => {
        throw error instanceof StatusError ? refused(error, { exam, name, from }) : error;
      });
    }
    before += bytes;
    onProgress?.(before, total);
  }
}

/** Whether there is a file of that name, whatever it holds. */
export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

function refused(
  { status }: StatusError,
  { exam, name, from }: Pick<FetchExam, 'exam'> & { readonly name: string; readonly from: URL },
): InputError {
  return new InputError(
    // Without the name and password that an endpoint may have.
    `${from.host} answers ${status} for ${name} of ${exam.title} (${from.origin}${from.pathname}): look at HF_ENDPOINT and HF_TOKEN where they are set, try again later, or get it by hand. ${exam.source.howToGet}`,
  );
}

async function makeDataFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${folder} can't be made (${reason}); name another data folder with --data.`, {
      cause: error,
    });
  }
}
