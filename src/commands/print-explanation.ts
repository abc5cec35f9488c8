import pico from 'picocolors';
import type { ExplanationReport } from '../report/explanation-report.ts';
import {
  explanationAsJson,
  explanationAsMarkdown,
  explanationForTerminal,
} from '../report/explanation-text.ts';
import type { ReportFormat } from './print-reports.ts';

/** Prints an explanation on the output stream. */
export function printExplanation(explanation: ExplanationReport, format: ReportFormat): void {
  process.stdout.write(textOf(explanation, format));
}

function textOf(explanation: ExplanationReport, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return explanationAsJson(explanation);
    case 'markdown':
      return explanationAsMarkdown(explanation);
    case 'terminal':
      return explanationForTerminal(explanation, { colour: pico.isColorSupported });
    default:
      return format satisfies never;
  }
}
