import { describe, expect, it } from 'vitest';
import { largestDifference, openDecoder } from './decoder-session.ts';
import { buildGgufGolden, ggufGoldens } from './gguf-goldens.ts';
import { TOLERANCE } from './golden-checkpoints.ts';
import { tempFolder } from './temp-folder.ts';

describe.each(Object.entries(ggufGoldens()))(
  'the graph of the GGUF file of %s',
  (name, { shared, cases }) => {
    it("gives transformers' logits, in one piece and on top of a prefix", async () => {
      const decoder = await openDecoder(await buildGgufGolden(name, tempFolder()));
      for (const { input_ids: ids, logits } of cases) {
        const { logits: whole } = await decoder.step({ rows: [ids] });
        expect(largestDifference(whole[0] ?? [], logits)).toBeLessThan(TOLERANCE);
        if (ids.length <= shared) continue;
        const start = { rows: [ids.slice(0, shared)], keep: true, finalLength: ids.length };
        const { cache: past } = await decoder.step(start);
        const { logits: rest } = await decoder.step({ rows: [ids.slice(shared)], past });
        expect(largestDifference(rest[0] ?? [], logits)).toBeLessThan(TOLERANCE);
      }
      expect(cases.length).toBeGreaterThanOrEqual(6);
      await decoder.release();
    });
  },
);
