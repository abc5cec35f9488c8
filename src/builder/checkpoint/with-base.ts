import { checkPair, isComplete } from './check-pair.ts';
import type { Checkpoint, ValueRange } from './checkpoint.ts';
import { CHUNK_VALUES, valueCount } from './checkpoint.ts';
import { roundToF16 } from './float-types.ts';

/**
 * The checkpoint that a published difference and its base make: tensor by tensor their sum, but for the embedding and the
 * output matrix, which are the difference's own; config and tokenizer are too. Where both store float16 the sum is
 * rounded to it, as the authors' apply_delta.py does. Throws InputError where the two are no such pair.
 */
export function withBase(delta: Checkpoint, base: Checkpoint): Checkpoint {
  checkPair(delta, base);
  const bothHalf = (name: string): boolean =>
    [delta, base].every(({ tensors }) => tensors.get(name)?.dtype === 'F16');
  return {
    ...delta,
    weightFiles: [...delta.weightFiles, ...base.weightFiles],
    read(name, range) {
      if (isComplete(name)) return delta.read(name, range);
      const whole = { start: 0, end: valueCount(delta.tensors.get(name)?.shape ?? []) };
      return sums([delta, base], name, { range: range ?? whole, half: bothHalf(name) });
    },
    assertReadable(name) {
      delta.assertReadable(name);
      if (!isComplete(name)) base.assertReadable(name);
    },
    close() {
      delta.close();
      base.close();
    },
  };
}

interface Sum {
  readonly range: ValueRange;
  readonly half: boolean;
}

function* sums(parts: readonly Checkpoint[], name: string, { range, half }: Sum): Generator<Float32Array> {
  for (let start = range.start; start < range.end; start += CHUNK_VALUES) {
    const end = Math.min(start + CHUNK_VALUES, range.end);
    const sum = new Float32Array(end - start);
    for (const part of parts) add(sum, part.read(name, { start, end }));
    if (half) roundToF16(sum);
    yield sum;
  }
}

function add(sum: Float32Array, chunks: Iterable<Float32Array>): void {
  let at = 0;
  for (const chunk of chunks) {
    for (let index = 0; index < chunk.length; index += 1) {
      sum[at + index] = (sum[at + index] ?? 0) + (chunk[index] ?? 0);
    }
    at += chunk.length;
  }
}
