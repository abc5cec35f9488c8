import pico from 'picocolors';
import type { ReportFormat } from './print-reports.ts';

/** A report's text in each form that can be asked for. */
type TextForms<Report> = Readonly<
  Record<ReportFormat, (report: Report, style: { readonly colour: boolean }) => string>
>;

/** Prints a report on the output stream in the form that was asked for. */
export function printAs<Report>(report: Report, format: ReportFormat, forms: TextForms<Report>): void {
  process.stdout.write(forms[format](report, { colour: pico.isColorSupported }));
}
