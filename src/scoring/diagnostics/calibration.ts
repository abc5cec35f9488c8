import type { Calibration, ReliabilityBin } from '../../records.ts';
import { type DiagnosedEntry, isScored } from './diagnosed-entry.ts';
import { BINS } from './thresholds.ts';

/**
 * How well confidence (the chosen letter's probability among the letters) tells how often the choice is right: a
 * reliability plot's bins of equal width, each open below and closed above, and the expected calibration error, the
 * bins' distances between confidence and accuracy weighted by their questions (Guo et al., ICML 2017, equation 3).
 * Null where no scored question has probabilities.
 */
export function calibration(
  entries: readonly Pick<DiagnosedEntry, 'outcome' | 'probabilities'>[],
): Calibration | null {
  const scored = entries
    .filter(isScored)
    .map(({ outcome, probabilities }) => ({
      right: outcome === 'right',
      confidence: Math.max(...probabilities),
    }))
    .filter(({ confidence }) => Number.isFinite(confidence))
    // Sums of doubles depend on their order; that of the entries must not show.
    .toSorted((a, b) => a.confidence - b.confidence);
  if (scored.length === 0) return null;
  const inBins: Predicted[][] = Array.from({ length: BINS }, () => []);
  for (const one of scored) inBins[binOf(one.confidence)]?.push(one);
  const bins = inBins.map(reliabilityBin);
  return {
    questions: scored.length,
    ece: bins.reduce((sum, bin) => sum + (bin.questions / scored.length) * distance(bin), 0),
    meanConfidence: meanConfidence(scored),
    accuracy: accuracy(scored),
    bins,
  };
}

interface Predicted {
  readonly confidence: number;
  readonly right: boolean;
}

function binOf(confidence: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1));
}

function reliabilityBin(predicted: readonly Predicted[], index: number): ReliabilityBin {
  const bounds = { low: index / BINS, high: (index + 1) / BINS, questions: predicted.length };
  return predicted.length === 0
    ? { ...bounds, confidence: null, accuracy: null }
    : { ...bounds, confidence: meanConfidence(predicted), accuracy: accuracy(predicted) };
}

function distance(bin: ReliabilityBin): number {
  return Math.abs((bin.confidence ?? 0) - (bin.accuracy ?? 0));
}

function meanConfidence(predicted: readonly Predicted[]): number {
  return predicted.reduce((sum, { confidence }) => sum + confidence, 0) / predicted.length;
}

function accuracy(predicted: readonly Predicted[]): number {
  return predicted.filter(({ right }) => right).length / predicted.length;
}
