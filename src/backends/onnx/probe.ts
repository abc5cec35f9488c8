import { InputError } from '../../errors.ts';
import { type Decoder, openDecoder } from './decoder.ts';
import { usableThreads } from '../../machine/threads.ts';
import { settleModelThread } from './in-thread.ts';
import type { GraphLayout } from './layout.ts';

/** What running a graph tells of it. */
export interface GraphFacts {
  readonly vocabSize: number;
  /** Layers with caches, 0 where the graph has none; heads and width of the first. */
  readonly layers: number;
  readonly kvHeads: number | undefined;
  readonly headDim: number | undefined;
  /** Whether the graph gives the same logits after tokens that were run before. */
  readonly prefixReuse: boolean;
}

/** Ids that every vocabulary has, no two alike, and where they are cut in two. */
const PROBE = [11, 3, 29, 7, 19, 31, 5, 23, 13, 17, 2, 37];
const CUT = 5;
/**
 * Distances as shares of the logits' own spread. Rounding makes some 1e-6 in float32 and 1e-3 in float16. Activations
 * that are quantised by the range of all tokens of a call make some hundredths: then a score depends on which tokens are
 * run together, and only whole prompts have one that others can compute too.
 */
const SAME = 0.01;
/** A graph whose tokens see those behind them is off by half of the spread and more. */
const ANOTHER = 0.25;

/** A graph gives logits that are NaN or infinite. */
export class NoNumbersError extends InputError {}

/**
 * Runs a few tokens at once, in two parts and one by one. A graph may take several tokens after a past and yet compute them
 * as if they saw each other (exports that were traced with one token do): such a graph is run with whole prompts.
 * Throws InputError where it can't run, NoNumbersError where its logits are none, and InputError where it gives other logits at once than token by token.
 */
export async function probeGraph(file: string, layout: GraphLayout): Promise<GraphFacts> {
  await settleModelThread();
  const decoder = await openDecoder(file, { threads: usableThreads().count }, layout);
  try {
    const whole = await atOnce(decoder, file);
    if (!whole.every(Number.isFinite)) throw new NoNumbersError(`${file} gives logits that are no numbers.`);
    const { tensors } = decoder.empty(PROBE.length);
    const [, kvHeads, , headDim] = Object.values(tensors)[0]?.dims ?? [];
    const layers = Object.keys(tensors).length / 2;
    const facts = { vocabSize: whole.length, layers, kvHeads, headDim };
    if (!decoder.hasCache) return { ...facts, prefixReuse: false };
    if (distance(whole, await inParts(decoder, [CUT])) <= SAME) return { ...facts, prefixReuse: true };
    const steps = PROBE.slice(1).map((_, index) => index + 1);
    const away = distance(whole, await inParts(decoder, steps));
    if (away <= ANOTHER) return { ...facts, prefixReuse: false };
    throw new InputError(
      `${file} gives other logits for a text at once than token by token (by ${away.toFixed(2)} of their spread), so its scores can't be trusted; name the decoder_model_merged.onnx of the export, or export the model with a newer exporter.`,
    );
  } finally {
    await decoder.close();
  }
}

async function atOnce(decoder: Decoder, file: string): Promise<Float32Array> {
  try {
    return await decoder.lastLogits(PROBE, decoder.empty(PROBE.length));
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `${file} can't be run on a text without a past (${reason.slice(0, 300)}); name another graph of the export.`,
    );
  }
}

/** The logits at the end, with the tokens run in parts that begin at `cuts`; none where the runtime can't. */
async function inParts(decoder: Decoder, cuts: readonly number[]): Promise<Float32Array | null> {
  try {
    let past = decoder.empty(PROBE.length);
    for (const cut of cuts) past = await decoder.extend(PROBE.slice(past.ids.length, cut), past);
    return await decoder.lastLogits(PROBE.slice(past.ids.length), past);
  } catch {
    return null;
  }
}

/** Root mean square of the differences, as a share of the standard deviation of the first; infinite without a second. */
function distance(a: Float32Array, b: Float32Array | null): number {
  if (b === null) return Infinity;
  const mean = a.reduce((sum, value) => sum + value, 0) / a.length;
  const spread = a.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const apart = a.reduce((sum, value, index) => sum + (value - (b[index] ?? Number.NaN)) ** 2, 0);
  return Math.sqrt(apart / spread);
}
