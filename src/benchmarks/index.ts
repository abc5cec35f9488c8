import { agieval } from './agieval.ts';
import type { Benchmark } from './benchmark.ts';
import { ceval } from './ceval.ts';
import { gaokao } from './gaokao.ts';
import { mmlu } from './mmlu.ts';

/** All benchmarks, in the order of the card's tables. Adding one takes its file and a line here. */
export const benchmarks: readonly Benchmark[] = [ceval, gaokao, agieval, mmlu];
