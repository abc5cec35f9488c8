import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildModel } from '../../src/builder/build.ts';
import type { CheckpointPaths } from '../../src/builder/plan-build.ts';
import type { Precision } from '../../src/precision.ts';
import type { ModelFolder } from '../../src/model-folder.ts';

/** Logits that the reference implementation computed from the same small checkpoint (random weights) in float32. */
export interface Expected {
  readonly cases: readonly Case[];
  /** Pairs of cases whose first `SHARED` ids are the same. */
  readonly prefix: readonly (readonly [number, number])[];
}

/** Of the whole vocabulary, at the last position. */
export interface Case {
  readonly input_ids: readonly number[];
  readonly logits: readonly number[];
}

/** Leading ids of the sequences that are meant to share keys and values. */
export const SHARED = 64;

/** Largest difference of a logit that counts as none. */
export const TOLERANCE = 1e-3;

/** What a checkpoint has, or a difference whose base lies beside it. */
const CONFIGS = ['config.json', 'delta/config.json'];

/** The names of the checkpoints in a folder. */
export function goldenCheckpoints(root: string): string[] {
  return readdirSync(root).filter((name) => CONFIGS.some((config) => existsSync(join(root, name, config))));
}

/** What a checkpoint's graph must give. */
export function expectedOf(checkpoint: string): Expected {
  return JSON.parse(readFileSync(join(checkpoint, 'expected.json'), 'utf8')) as Expected;
}

/** Where a checkpoint, or a difference and its base, lie. */
export function goldenPaths(checkpoint: string): CheckpointPaths {
  const [delta, base] = [join(checkpoint, 'delta'), join(checkpoint, 'base')];
  return existsSync(delta) ? { checkpoint: delta, base } : { checkpoint };
}

/** Builds a checkpoint, or a difference and its base, inside a folder; with a tokenizer, since a build asks for one. */
export async function buildGolden(
  checkpoint: string,
  folder: string,
  precision?: Precision,
): Promise<ModelFolder> {
  const { checkpoint: from, base } = goldenPaths(checkpoint);
  const copy = join(folder, 'checkpoint');
  cpSync(from, copy, { recursive: true });
  writeFileSync(join(copy, 'tokenizer.json'), '{"model":{"type":"BPE"}}');
  return buildModel({
    checkpoint: copy,
    base,
    precision,
    out: join(folder, precision ?? 'model'),
  });
}
