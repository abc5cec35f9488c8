import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../src/errors.ts';
import { readSystemFile } from '../../src/machine/system-files.ts';

/** What a peer's driver writes. */
const PeerAnswers = z.object({
  version: z.string(),
  /** From the texts to the letters, with the model loaded. */
  seconds: z.number(),
  promptTokens: z.number(),
  answers: z.array(z.object({ id: z.string(), chosen: z.string() })),
});
export type PeerAnswers = z.infer<typeof PeerAnswers>;

/** Another program that answers the same prompts. */
export interface Peer {
  readonly name: string;
  /** The Python that has it. */
  readonly python: string;
  /** Beside this file. */
  readonly driver: string;
  /** A checkpoint folder of Hugging Face's form. */
  readonly model: string;
  readonly dtype: string;
}

/** Lets a peer answer a file of prompts, in a process of its own. Throws InputError where it can't. */
export async function askPeer(
  { name, python, driver, model, dtype }: Peer,
  prompts: string,
): Promise<PeerAnswers> {
  const folder = await mkdtemp(join(tmpdir(), 'fiveshot-bench-'));
  try {
    const answers = join(folder, 'answers.json');
    const status = await runDriver(python, [
      join(import.meta.dirname, driver),
      model,
      prompts,
      dtype,
      answers,
    ]);
    if (status !== 0)
      throw new InputError(`${name} ended with ${status}; its own words are above. Is it in ${python}?`);
    return PeerAnswers.parse(JSON.parse(readFileSync(answers, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives the exit status; what the program says goes to the error stream. */
function runDriver(python: string, line: readonly string[]): Promise<number | string | null> {
  const child = spawn(python, line, { stdio: ['ignore', 2, 2], env: { ...vllmSettings(), ...process.env } });
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
}

/** All processors that this process may run on, and room for the keys and values of the longest subject; a user's own settings win. */
function vllmSettings(): Record<string, string> {
  const status = readSystemFile('/proc/self/status') ?? '';
  const processors = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  return {
    VLLM_CPU_KVCACHE_SPACE: '4',
    ...(processors === undefined ? {} : { VLLM_CPU_OMP_THREADS_BIND: processors }),
  };
}
