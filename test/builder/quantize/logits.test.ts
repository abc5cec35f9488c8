import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import type { ModelFolder } from '../../../src/model-folder.ts';
import { scoringOnly } from '../../../src/engine/plan.ts';
import type { Suffix, TokenGroup } from '../../../src/records.ts';
import { openDecoder } from '../decoder-session.ts';
import { buildGolden, expectedOf, goldenCheckpoints } from '../golden-checkpoints.ts';
import { asWide } from './as-wide.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const checkpoints = [
  resolve(import.meta.dirname, '../../fixtures/builder'),
  ...(reference === undefined ? [] : [join(reference, 'golden/architectures')]),
].flatMap((root) => goldenCheckpoints(root).map((name) => join(root, name)));

/**
 * Rounding to steps is off by step / sqrt(12) on average, and the largest value of a row is 127 steps and, in rows of normal
 * values, no more than 4 times their average size.
 */
const ROUNDING = 4 / (127 * Math.sqrt(12));
/** The second part has steps 254 times finer. */
const FINE = ROUNDING / 254;

/** The relative error of one product whose operands both have one part, and of one whose have two: their product is left out. */
const COARSE = Math.hypot(ROUNDING, ROUNDING);
const FINEST = Math.hypot(FINE, FINE) + ROUNDING ** 2;

interface Case {
  readonly precision: 'int8' | 'int8x3';
  /** Whether it is built as models with a wide hidden state are. */
  readonly wide: boolean;
  /** Relative errors of the products of a layer that are one behind the other: into attention, out of it, wide, narrow. */
  readonly ofLayer: number;
}

const PRECISE: readonly Case[] = [
  // Of the narrow product only the weights are rounded coarsely.
  { precision: 'int8', wide: true, ofLayer: 3 * COARSE + ROUNDING },
  // Of the wide product only the weights are.
  { precision: 'int8', wide: false, ofLayer: ROUNDING + 3 * FINEST },
  { precision: 'int8x3', wide: false, ofLayer: 4 * FINEST },
];

/** The errors of all products in one direction, which is the worst. */
function bound(ofLayer: number, { manifest: { layers } }: ModelFolder): number {
  return layers * ofLayer;
}

const cases = checkpoints.flatMap((path) => PRECISE.map((precise) => [path, precise] as const));

describe.skipIf(reference !== undefined)('quantised graphs of all architectures', () => {
  it.skip('needs FIVESHOT_REFERENCE, the folder that holds golden/architectures', () => {});
});

describe.each(cases)('%s in %o', (path, { precision, wide, ofLayer }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-quantized-'));
  let model: ModelFolder;

  beforeAll(async () => {
    model = wide
      ? await asWide(() => buildGolden(path, folder, precision))
      : await buildGolden(path, folder, precision);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives the float32 logits of the reference, but for what rounding makes of them', async () => {
    const decoder = await openDecoder(model);
    let error = 0;
    let size = 0;
    for (const { input_ids: ids, logits } of expectedOf(path).cases) {
      const actual = (await decoder.step({ rows: [ids] })).logits[0] ?? [];
      const mean = logits.reduce((sum, value) => sum + value, 0) / logits.length;
      for (const [index, value] of logits.entries()) {
        error += ((actual[index] ?? Number.NaN) - value) ** 2;
        size += (value - mean) ** 2;
      }
    }
    await decoder.release();
    expect(Math.sqrt(error / size)).toBeLessThan(bound(ofLayer, model));
    // A graph that was left in float32 would be exact.
    expect(Math.sqrt(error / size)).toBeGreaterThan(1e-5);
  });

  it('gives questions in a pack, behind a shared beginning, what it gives each alone', async () => {
    const prefix = tokens(60, 9);
    const suffixes = [7, 1, 45].map(suffix);
    const together = await scoresOf(model, [group(prefix, suffixes)]);
    const spread = spreadOf(expectedOf(path).cases.flatMap(({ logits }) => logits));
    for (const one of suffixes) {
      const alone = await scoresOf(model, [group([], [{ ...one, ids: [...prefix, ...one.ids] }])]);
      const scores = alone.get(one.questionId) ?? [];
      const packed = together.get(one.questionId) ?? [];
      expect(packed).toHaveLength(scores.length);
      // Float32's own differences can move an activation by a step, so that all behind it is rounded otherwise.
      for (const [letter, score] of scores.entries())
        expect(Math.abs(score - (packed[letter] ?? Number.NaN))).toBeLessThan(bound(ofLayer, model) * spread);
    }
  });

  it('gives the same to the last bit where other questions are silent', async () => {
    const [root, one, more] = [tokens(60, 9), 7, tokens(14, 10)];
    const groups = [[], [one], [one, ...more]].map((edges, place) =>
      group(
        [...root, ...edges],
        [7, 30, 45].map((length, seed) => suffix(length, 10 * place + seed)),
      ),
    );
    const whole = await scoresOf(model, groups);
    for (const open of [['q1'], ['q11'], ['q22'], ['q12', 'q20']]) {
      const some = await scoresOf(model, scoringOnly(groups, new Set(open)));
      expect([...some]).toEqual(open.map((id) => [id, whole.get(id)]));
    }
  });
});

function suffix(length: number, seed: number): Suffix {
  return { questionId: `q${seed}`, ids: tokens(length, seed), letterIds: [[3], [57], [40], [12]] };
}

function group(prefix: readonly number[], suffixes: readonly Suffix[]): TokenGroup {
  return { subject: 's', kind: 'logit', prefix, suffixes };
}

async function scoresOf(
  { graphPath: file, manifest }: ModelFolder,
  groups: readonly TokenGroup[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const backend = await openOnnxBackend({ ...manifest, file, threads: 1 });
  const found = new Map<string, readonly number[]>();
  for await (const score of backend.score(groups, new AbortController().signal)) {
    if (score.status === 'scored') found.set(score.questionId, score.scores);
  }
  await backend.close();
  return found;
}

/** Ids that differ with the seed and from place to place, below the smallest vocabulary of the fixtures (64). */
function tokens(length: number, seed: number): number[] {
  return Array.from({ length }, (_, place) => 3 + ((seed * 131 + place * 17 + place * place * seed) % 60));
}

/** Root mean square of what values have above or below their mean. */
function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
