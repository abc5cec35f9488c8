import type { Ratio } from './against.ts';
import { machineText } from './machine.ts';
import { type Line, printTable } from './print-table.ts';
import type { ModelFigures, Report } from './report.ts';
import type { Rate } from './shares.ts';
import { digits, type Spread, spreadText } from './spread.ts';

/** Prints a report as tables: what a user waits for, where the time goes, and what the machine can do. */
export function printReport({ fiveshot, machine, threads, models, rates }: Report): void {
  console.log(`fiveshot ${fiveshot}; ${machineText(machine)}; threads: ${threads}\n`);
  printTable('Median of the passes (least-most)', linesOf(models, speed));
  printTable('Where the time goes, % (one profiled pass)', linesOf(models, shares));
  printTable('Matrix products with weights (the same pass)', linesOf(models, products));
  printTable('The slowest operators, % of that pass', linesOf(models, slowest));
  printTable('The machine by itself, TFLOP/s by rows', rateLines(rates));
}

/** Prints how a report compares with an earlier one. */
export function printRatios(ratios: readonly Ratio[], doubts: readonly string[]): void {
  if (ratios.length === 0) {
    console.log('The two reports have no model and precision in common, so no figures are compared.');
    return;
  }
  const lines = new Map<string, Record<string, string>>();
  for (const { model, precision, figure, ratio } of ratios) {
    const name = `${model} ${precision}`;
    lines.set(name, { ...lines.get(name), [figure]: spreadText(ratio) });
  }
  printTable('As multiples of the earlier report (least-most that the passes allow)', lines);
  for (const doubt of doubts) console.log(doubt);
}

function linesOf(
  models: readonly ModelFigures[],
  line: (model: ModelFigures) => Line,
): ReadonlyMap<string, Line> {
  return new Map(models.map((one) => [`${one.model} ${one.precision}`, line(one)]));
}

function speed({ questions, figures, computedTokens, minimumTokens, sameAnswers }: ModelFigures): Line {
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

function shares({ profile }: ModelFigures): Line {
  return Object.fromEntries(Object.entries(profile.shares).map(([part, share]) => [part, percent(share)]));
}

function products({ profile: { gemm } }: ModelFigures): Line {
  return {
    'TFLOP/s': digits(gemm.teraflops),
    "% of the machine's": percent(gemm.ofMachine),
    'over the whole graph': percent(gemm.graphOfMachine),
  };
}

/** Operators that are shown of each model. */
const SHOWN = 6;

function slowest({ profile: { operators, seconds } }: ModelFigures): Line {
  return Object.fromEntries(
    operators
      .slice(0, SHOWN)
      .map(({ operator, part, seconds: own }, index) => [
        index + 1,
        `${operator}${part === 'attention' && operator !== 'Attention' ? ' (attention)' : ''} ${percent(own / seconds)}`,
      ]),
  );
}

function rateLines(rates: readonly Rate[]): ReadonlyMap<string, Line> {
  const rows = [...new Set(rates.map((rate) => rate.rows))].toSorted((a, b) => a - b);
  const lines = new Map<string, Record<string, string>>();
  for (const { kind, inner, columns, rows: count, teraflops } of rates) {
    const name = `${kind} ${inner} x ${columns}`;
    const line = lines.get(name) ?? Object.fromEntries(rows.map((one) => [one, '']));
    lines.set(name, { ...line, [count]: digits(teraflops) });
  }
  return lines;
}

function percent(share: number | null): string {
  return share === null ? '-' : (share * 100).toFixed(1);
}
