import type { CardCheck, CheckedCell } from '../records.ts';
import { type CardCheckReport, insideText } from './card-check-text.ts';
import { signedPoints } from './comparison-words.ts';
import { renderJunit, type JunitSuite } from './junit.ts';

/**
 * A run beside a published row as a JUnit file: a suite an exam, a case a cell that has both numbers, which fails where
 * it is outside. An exam without such a cell has one case that could not be judged.
 */
export function cardCheckAsJunit({ run, tolerance, exams }: CardCheckReport): string {
  return renderJunit(
    'fiveshot card check',
    exams.map((check) => ({
      name: check.title,
      properties: {
        run: run.id,
        model: run.model,
        row: check.row.printed,
        inside: insideText(tolerance),
        ...(check.faults.length === 0 ? {} : { faults: check.faults.join('; ') }),
      },
      cases: casesOf(check),
    })),
  );
}

function casesOf(check: CardCheck): JunitSuite['cases'] {
  const known = check.cells.filter(({ finding }) => finding !== 'unknown');
  if (known.length > 0) return known.map((cell) => cellCase(cell, check));
  const message = 'no cell has both a number of the run and a published one';
  return [{ name: 'any cell', error: { message, type: 'undecided' } }];
}

function cellCase({ column, published, difference, finding, explanations }: CheckedCell, check: CardCheck) {
  if (finding !== 'outside' || difference === null) return { name: column };
  const points = signedPoints(difference / 100, check.decimals + 1);
  const message = `run less published is ${points} points; published ${published ?? '-'}`;
  const text = explanations.map((one) => `${one.cause}: ${one.text}`).join('; ');
  return { name: column, failure: { message, type: 'outside', text } };
}
