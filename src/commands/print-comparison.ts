import pico from 'picocolors';
import type { ComparisonReport } from '../report/comparison-report.ts';
import { comparisonAsJson, comparisonAsMarkdown, comparisonForTerminal } from '../report/comparison-text.ts';
import type { ReportFormat } from './print-reports.ts';

/** Prints a comparison on the output stream. */
export function printComparison(comparison: ComparisonReport, format: ReportFormat): void {
  process.stdout.write(textOf(comparison, format));
}

function textOf(comparison: ComparisonReport, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return comparisonAsJson(comparison);
    case 'markdown':
      return comparisonAsMarkdown(comparison);
    case 'terminal':
      return comparisonForTerminal(comparison, { colour: pico.isColorSupported });
    default:
      return format satisfies never;
  }
}
