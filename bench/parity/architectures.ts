import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largestDifference, openDecoder } from '../../test/builder/decoder-session.ts';
import {
  SHARED,
  TOLERANCE,
  buildGolden,
  expectedOf,
  goldenCheckpoints,
} from '../../test/builder/golden-checkpoints.ts';

/** Largest absolute differences from the reference logits, over all sequences and the whole vocabulary. */
interface Row {
  readonly checkpoint: string;
  readonly type: string;
  readonly format: string;
  readonly alone: number;
  /** On top of a prefix that was computed on its own; null where nothing can be reused. */
  readonly continued: number | null;
}

/**
 * Compares each small checkpoint of `golden/architectures` with its reference logits, each sequence in one piece and on a
 * prefix of 64 ids, prints a Markdown table, and says whether all is within the tolerance.
 */
export async function compareArchitectures(reference: string): Promise<boolean> {
  const root = join(reference, 'golden/architectures');
  const rows: Row[] = [];
  for (const name of goldenCheckpoints(root)) rows.push(await compare(join(root, name), name));
  console.log('| checkpoint | model type | format | largest difference | on a prefix |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const { checkpoint, type, format, alone, continued } of rows) {
    const cells = [
      checkpoint,
      type,
      format,
      shown(alone),
      continued === null ? 'no reuse' : shown(continued),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  return rows.every(({ alone, continued }) => alone <= TOLERANCE && (continued ?? 0) <= TOLERANCE);
}

async function compare(path: string, checkpoint: string): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-parity-'));
  try {
    const model = await buildGolden(path, folder);
    const { modelType: type, source, prefixReuse } = model.manifest;
    const decoder = await openDecoder(model);
    let alone = 0;
    let continued = 0;
    for (const { input_ids: ids, logits } of expectedOf(path).cases) {
      const { logits: whole } = await decoder.step({ rows: [ids] });
      alone = worse(alone, whole[0], logits);
      if (!prefixReuse || ids.length <= SHARED) continue;
      const start = { rows: [ids.slice(0, SHARED)], keep: true, finalLength: ids.length };
      const { cache: past } = await decoder.step(start);
      const { logits: rest } = await decoder.step({ rows: [ids.slice(SHARED)], past });
      continued = worse(continued, rest[0], logits);
    }
    await decoder.release();
    return { checkpoint, type, format: source.format, alone, continued: prefixReuse ? continued : null };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The larger of the two, or NaN once there is one. */
function worse(known: number, actual: Float32Array | undefined, expected: readonly number[]): number {
  return Math.max(known, largestDifference(actual ?? [], expected));
}

function shown(difference: number): string {
  return difference.toFixed(6);
}
