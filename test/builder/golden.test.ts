import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decoder } from './decoder-session.ts';
import { largestDifference, openDecoder, repeatCache } from './decoder-session.ts';
import type { Case } from './golden-checkpoints.ts';
import { SHARED, TOLERANCE, buildGolden, expectedOf, goldenCheckpoints } from './golden-checkpoints.ts';

/** Committed checkpoints, which stand for all others where the reference folder is not there. */
const COMMITTED = resolve(import.meta.dirname, '../fixtures/builder');
const reference = process.env['FIVESHOT_REFERENCE'];
const checkpoints = [
  COMMITTED,
  ...(reference === undefined ? [] : [join(reference, 'golden/architectures')]),
].flatMap((root) => goldenCheckpoints(root).map((name) => ({ name, root })));

/** Later ids change what is computed for earlier ones, so that nothing of a prefix can be reused. */
const WITHOUT_REUSE = new Set(['chatglm-6b']);

describe.skipIf(reference !== undefined)('the graphs of all architectures', () => {
  it.skip('needs FIVESHOT_REFERENCE, the folder that holds golden/architectures', () => {});
});

describe.each(checkpoints)('the graph of $name in $root', ({ name, root }) => {
  const { cases, prefix } = expectedOf(join(root, name));
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-golden-'));
  let decoder: Decoder;

  beforeAll(async () => {
    decoder = await openDecoder(await buildGolden(join(root, name), folder));
  });
  afterAll(async () => {
    await decoder.release();
    rmSync(folder, { recursive: true });
  });

  it('gives the reference logits for each sequence', async () => {
    for (const { input_ids: ids, logits } of cases) {
      const result = await decoder.step({ rows: [ids] });
      expect(largestDifference(result.logits[0] ?? [], logits)).toBeLessThan(TOLERANCE);
    }
    expect(cases.length).toBeGreaterThanOrEqual(8);
  });

  it.skipIf(WITHOUT_REUSE.has(name))('gives them in batches of two with padding on the left', async () => {
    for (const pair of [
      [0, 4],
      [2, 3],
      [5, 1],
    ]) {
      await agree(decoder, pairOf(cases, pair));
    }
  });

  it.skipIf(WITHOUT_REUSE.has(name))(
    'gives them on top of a shared prefix, one by one and as a batch',
    async () => {
      for (const pair of prefix) {
        const [first, second] = pairOf(cases, pair);
        expect(second.input_ids.slice(0, SHARED)).toEqual(first.input_ids.slice(0, SHARED));
        await agree(decoder, [second], SHARED);
        await agree(decoder, [first, second], SHARED);
      }
      expect(prefix).toHaveLength(1);
    },
  );

  it.skipIf(WITHOUT_REUSE.has(name))(
    'gives them for the longest sequence in two parts and in three',
    async () => {
      const [longest] = cases.toSorted((a, b) => b.input_ids.length - a.input_ids.length);
      if (longest === undefined) throw new Error('there are no cases');
      await agree(decoder, [longest], SHARED);
      await agree(decoder, [longest], SHARED / 2, 2 * SHARED + 2);
    },
  );

  it.skipIf(WITHOUT_REUSE.has(name))(
    'gives them for continuations of unequal length, the shorter padded behind the shared prefix',
    async () => {
      const [, long] = pairOf(cases, [0, 6]);
      const ids = long.input_ids.slice(0, SHARED + 9);
      const { logits } = await decoder.step({ rows: [ids] });
      await agree(decoder, [long, { input_ids: ids, logits: [...(logits[0] ?? [])] }], SHARED);
    },
  );
});

/** Runs the rows as one batch, in parts that begin at the cuts; all rows share what is before the last cut. */
async function agree(decoder: Decoder, rows: readonly Case[], ...cuts: readonly number[]): Promise<void> {
  const lengths = rows.map(({ input_ids: ids }) => ids.length);
  let from = 0;
  let past: Awaited<ReturnType<Decoder['step']>>['cache'] | undefined;
  for (const cut of cuts) {
    const shared = rows[0]?.input_ids.slice(from, cut) ?? [];
    const finalLength = Math.max(...lengths);
    ({ cache: past } = await decoder.step({
      rows: [shared],
      keep: true,
      finalLength,
      ...(past && { past }),
    }));
    from = cut;
  }
  const { logits } = await decoder.step({
    rows: rows.map(({ input_ids: ids }) => ids.slice(from)),
    ...(past && { past: repeatCache(past, rows.length) }),
  });
  for (const [row, expected] of rows.entries()) {
    expect(largestDifference(logits[row] ?? [], expected.logits)).toBeLessThan(TOLERANCE);
  }
}

function pairOf(cases: readonly Case[], pair: readonly number[]): [Case, Case] {
  const [first, second] = pair.map((index) => cases[index]);
  if (first === undefined || second === undefined) throw new Error('a pair has two cases');
  return [first, second];
}
