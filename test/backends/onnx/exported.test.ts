import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDecoder } from '../../../src/backends/onnx/decoder.ts';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import { BUILT_LAYOUT } from '../../../src/backends/onnx/layout.ts';
import { probeGraph } from '../../../src/backends/onnx/probe.ts';
import { largestDifference } from '../../builder/decoder-session.ts';
import { EXPORTS, expectedLogits, unpackExport } from './exported.ts';

/** As genai_config.json has them; the other graphs say it themselves. */
const layout = { ...BUILT_LAYOUT, kvHeads: 1, headDim: 16 };

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-exported-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(EXPORTS)('$name, a graph as its exporter left it', ({ name, graph, tolerance }) => {
  const file = join(unpackExport(name, folder), graph);
  const { shared, cases } = expectedLogits(name);

  it("gives transformers' logits, over the whole vocabulary", async () => {
    const decoder = await openDecoder(file, { threads: 1 }, layout);
    for (const { input_ids: ids, logits } of cases) {
      const found = await decoder.lastLogits(ids, decoder.empty(1024));
      expect(largestDifference(found, logits)).toBeLessThan(tolerance);
    }
    await decoder.close();
  });

  it('gives the same after a past, one for two sequences, in several parts, and cut back', async () => {
    const decoder = await openDecoder(file, { threads: 1 }, layout);
    const past = await decoder.extend(cases[0]?.input_ids.slice(0, shared) ?? [], decoder.empty(1024));
    for (const { input_ids: ids, logits } of cases.slice(0, 2)) {
      const found = await decoder.lastLogits(ids.slice(shared), past);
      expect(largestDifference(found, logits)).toBeLessThan(tolerance);
      const later = await decoder.extend(ids.slice(shared, -1), past);
      expect(largestDifference(await decoder.lastLogits(ids.slice(-1), later), logits)).toBeLessThan(
        tolerance,
      );
      // What later tokens left behind is no part of a past that is cut back.
      expect(await decoder.lastLogits(ids.slice(shared), decoder.cut(later, shared))).toEqual(found);
      const less = decoder.cut(later, shared - 3);
      expect(largestDifference(await decoder.lastLogits(ids.slice(shared - 3), less), logits)).toBeLessThan(
        tolerance,
      );
    }
    await decoder.close();
  });

  it('gives letters to the backend, with long sequences in chunks', async () => {
    const backend = await openOnnxBackend({ file, contextLength: 1024, layout, threads: 1 });
    const letterIds = [[3], [77], [90], [12]];
    for (const { input_ids: ids, logits } of cases) {
      const group = { subject: 's', kind: 'logit', prefix: ids.slice(0, 9) } as const;
      const suffixes = [{ questionId: 'q', ids: ids.slice(9), letterIds }];
      for await (const score of backend.score([{ ...group, suffixes }], new AbortController().signal)) {
        if (score.status !== 'scored') throw new Error(score.reason);
        const letters = letterIds.map(([id]) => logits[id ?? -1] ?? Number.NaN);
        expect(largestDifference(score.scores, letters)).toBeLessThan(tolerance);
      }
    }
    await backend.close();
  });

  it('is found to allow the reuse of a past', async () => {
    const { vocabSize, prefixReuse } = await probeGraph(file, layout);
    expect({ vocabSize, prefixReuse }).toEqual({ vocabSize: cases[0]?.logits.length, prefixReuse: true });
  });

  it('gives the same where it is run without its caches', async () => {
    const decoder = await openDecoder(file, { threads: 1 }, { ...layout, prefixReuse: false });
    const { input_ids: ids = [], logits = [] } = cases[0] ?? {};
    const past = await decoder.extend(ids.slice(0, 5), decoder.empty(1024));
    expect(decoder.hasCache).toBe(false);
    expect(largestDifference(await decoder.lastLogits(ids.slice(5), past), logits)).toBeLessThan(tolerance);
    await decoder.close();
  });
});
