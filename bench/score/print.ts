import type { Ratio } from './against.ts';
import { machineText } from './machine.ts';
import type { ModelFigures, Report } from './report.ts';
import { digits, type Spread, spreadText } from './spread.ts';

/** Prints a report as tables: what a user waits for, where the time goes, and what the machine can do. */
export function printReport({ fiveshot, machine, threads, models, rates }: Report): void {
  console.log(`fiveshot ${fiveshot}; ${machineText(machine)}; threads: ${threads}`);
  console.log('\nMedian of the passes (least-most):');
  console.table(tableOf(models, speed));
  console.log('\nWhere the time goes, % (one profiled pass):');
  console.table(tableOf(models, shares));
  console.log('\nThe slowest operators, % of that time:');
  console.table(tableOf(models, slowest));
  console.log('\nThe machine by itself, TFLOP/s by rows:');
  const rows = [...new Set(rates.map((rate) => rate.rows))].toSorted((a, b) => a - b);
  const table: Record<string, Record<string, string>> = {};
  for (const { kind, inner, columns, rows: count, teraflops } of rates) {
    const line = (table[`${kind} ${inner} x ${columns}`] ??= Object.fromEntries(
      rows.map((one) => [one, '']),
    ));
    line[count] = digits(teraflops);
  }
  console.table(table);
}

/** Prints how a report compares with an earlier one. */
export function printRatios(ratios: readonly Ratio[], doubts: readonly string[]): void {
  console.log('\nAs multiples of the earlier report (least-most that the passes allow):');
  const table: Record<string, Record<string, string>> = {};
  for (const { model, precision, figure, ratio } of ratios) {
    (table[`${model} ${precision}`] ??= {})[figure] = spreadText(ratio);
  }
  console.table(table);
  for (const doubt of doubts) console.log(doubt);
}

function tableOf(
  models: readonly ModelFigures[],
  columns: (model: ModelFigures) => Record<string, string>,
): Record<string, Record<string, string>> {
  return Object.fromEntries(models.map((one) => [`${one.model} ${one.precision}`, columns(one)]));
}

function speed({
  questions,
  figures,
  computedTokens,
  minimumTokens,
  sameAnswers,
}: ModelFigures): Record<string, string> {
  return {
    questions: String(questions),
    'questions/s': spreadText(figures.questionsPerSecond),
    'tokens/s computed': spreadText(figures.computedTokensPerSecond),
    'of prompts': spreadText(figures.promptTokensPerSecond),
    'computed / minimum': (computedTokens / minimumTokens).toFixed(3),
    'first score, s': spreadText(figures.firstScore),
    'peak MB': megabytes(figures.peakMemory),
    anonymous: megabytes(figures.peakAnonymous),
    'same letters': sameAnswers === null ? '-' : `${sameAnswers.same}/${sameAnswers.of}`,
  };
}

function megabytes(bytes: Spread | null): string {
  return bytes === null ? '-' : (bytes.median / 1e6).toFixed(0);
}

function shares({ profile: { shares: parts, gemm } }: ModelFigures): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(parts).map(([part, share]) => [part, percent(share)])),
    'GEMM, TFLOP/s': digits(gemm.teraflops),
    "of the machine's": percent(gemm.ofMachine),
    'whole graph': percent(gemm.graphOfMachine),
  };
}

/** Operators that are shown of each model. */
const SHOWN = 6;

function slowest({ profile: { operators, seconds } }: ModelFigures): Record<string, string> {
  return Object.fromEntries(
    operators
      .slice(0, SHOWN)
      .map(({ operator, seconds: own }, index) => [index + 1, `${operator} ${percent(own / seconds)}`]),
  );
}

function percent(share: number | null): string {
  return share === null ? '-' : (share * 100).toFixed(1);
}
