import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largestDifference } from '../../test/builder/decoder-session.ts';
import type { Case } from '../../test/builder/golden-checkpoints.ts';

/** Largest absolute differences from the reference logits, over all sequences and the whole vocabulary. */
export interface Row {
  readonly checkpoint: string;
  readonly type: string;
  readonly format: string;
  readonly alone: number;
  /** On top of a prefix that was computed on its own; null where nothing can be reused. */
  readonly continued: number | null;
  /** Difference that counts as none. */
  readonly tolerance: number;
}

/** A model that is run, in one piece or on a prefix. */
export interface Runner {
  readonly whole: (ids: readonly number[]) => Promise<ArrayLike<number>>;
  /** The first ids on their own, and the others after them; null where nothing can be reused. */
  readonly inTwo: ((ids: readonly number[], first: number) => Promise<ArrayLike<number>>) | null;
}

/** Runs every sequence in one piece, and those that are longer than `shared` on a prefix of so many ids. */
export async function differences(
  { whole, inTwo }: Runner,
  { cases, shared }: { readonly cases: readonly Case[]; readonly shared: number },
): Promise<Pick<Row, 'alone' | 'continued'>> {
  let alone = 0;
  let continued = 0;
  for (const { input_ids: ids, logits } of cases) {
    // Math.max gives NaN once there is one.
    alone = Math.max(alone, largestDifference(await whole(ids), logits));
    if (inTwo === null || ids.length <= shared) continue;
    continued = Math.max(continued, largestDifference(await inTwo(ids, shared), logits));
  }
  return { alone, continued: inTwo === null ? null : continued };
}

/** Does work in a folder that is there for as long. */
export async function inFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-parity-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
