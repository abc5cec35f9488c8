import { readFileSync } from 'node:fs';
import type { Interval, PairCounts } from '../../../src/records.ts';
import type { Ratio } from '../../../src/scoring/mean-of-ratios.ts';

/** What other programs say, one list of cases a method; the file names them and their versions. */
interface Reference {
  readonly wilson: Cases<Ratio & { interval: Interval }>;
  readonly subjectMean: Cases<{ parts: number[]; wholes: number[]; interval: Interval }>;
  readonly mcNemar: Cases<{ onlyA: number; onlyB: number; p: number }>;
  readonly holm: Cases<{ p: number[]; adjusted: number[] }>;
  readonly signFlip: Cases<{ strata: PairCounts[]; p: number }>;
  readonly bootstrap: Cases<{ strata: PairCounts[]; interval: Interval }> & { scipy: { interval: Interval } };
}

interface Cases<T> {
  readonly cases: readonly T[];
}

export const reference = JSON.parse(
  readFileSync(new URL('../../golden/statistics/reference.json', import.meta.url), 'utf8'),
) as Reference;
