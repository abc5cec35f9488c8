import { describe, expect, it } from 'vitest';
import { CHUNK, chunksOf } from '../../../src/backends/onnx/score-suffix.ts';

describe('chunksOf', () => {
  it.each([0, 1, 2, CHUNK - 1, CHUNK, CHUNK + 1, CHUNK + 2, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK + 1])(
    'parts %i tokens in as few as can be, none of them a single token',
    (length) => {
      const ids = Array.from({ length }, (_, place) => place);
      const chunks = chunksOf(ids);
      expect(chunks.flat()).toEqual(ids);
      expect(chunks).toHaveLength(Math.ceil(length / CHUNK));
      const lengths = chunks.map((chunk) => chunk.length);
      expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(CHUNK);
      expect(Math.min(...lengths)).toBeGreaterThan(length === 1 ? 0 : 1);
    },
  );
});
