import type { GraphCall } from './calls.ts';
import { BYTES, tensorOf } from './cut-tensor.ts';
import type { Decoder, KeyValueCache } from './decoder.ts';
import { scorePack } from './score-suffix.ts';

/** Four letters of one token each, in any vocabulary. */
const LETTERS = [[0], [1], [2], [3]];

/** Seconds that a call takes with a decoder, after a cache of zeros, reading the letters' logits included. */
export async function timeCall(
  decoder: Decoder,
  { kind, rows, past, questions }: GraphCall,
): Promise<number> {
  const cache = await zeroCache(decoder, past, past + rows);
  const ids = Array.from({ length: rows }, () => 0);
  const end = (count: number): number => Math.floor((count * rows) / questions);
  const suffixes = Array.from({ length: questions }, (_, index) => ({
    questionId: '',
    ids: ids.slice(end(index), end(index + 1)),
    letterIds: LETTERS,
  }));
  const started = performance.now();
  if (kind === 'fill') await decoder.extend(ids, cache);
  else await scorePack(decoder, suffixes, cache, 'logit');
  return (performance.now() - started) / 1000;
}

async function zeroCache(decoder: Decoder, length: number, finalLength: number): Promise<KeyValueCache> {
  const ort = await import('onnxruntime-node');
  const empty = decoder.empty(finalLength);
  const tensors = Object.entries(empty.tensors).map(([name, { type, dims }]) => {
    const [batch = 1, heads = 1, , width = 1] = dims;
    const cacheType = type === 'float16' ? type : 'float32';
    const bytes = new Uint8Array(batch * heads * length * width * BYTES[cacheType]);
    return [name, tensorOf(ort, cacheType, { dims: [batch, heads, length, width], bytes })] as const;
  });
  return { ...empty, ids: Array.from({ length }, () => 0), tensors: Object.fromEntries(tensors) };
}
