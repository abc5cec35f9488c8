import type { CardCheckReport } from '../../report/card-check-text.ts';
import { plainLine } from '../../report/escape.ts';

/**
 * Says on the error stream whether a run agrees with the published row, and gives the exit code: 1 where a cell is
 * outside, 3 where no cell has both numbers, 0 otherwise.
 */
export function passCheck({ exams, tolerance }: CardCheckReport): 0 | 1 | 3 {
  const cells = exams.flatMap(({ title, cells: own }) =>
    own.map(({ column, finding }) => ({ name: `${title} ${column}`, finding })),
  );
  const compared = cells.filter(({ finding }) => finding !== 'unknown');
  const outside = compared.filter(({ finding }) => finding === 'outside');
  const bound = tolerance === null ? "the run's 95 % intervals" : `${tolerance} points`;
  if (outside.length > 0) {
    const names = outside.map(({ name }) => name).join(', ');
    say(`failed: ${outside.length} of ${compared.length} cells are outside ${bound}: ${names}`);
    return 1;
  }
  if (compared.length === 0) {
    say('not decided: no cell has both a number of the run and a published one');
    return 3;
  }
  say(`passed: all of ${compared.length} cells are inside ${bound}`);
  return 0;
}

function say(line: string): void {
  process.stderr.write(`${plainLine(`check ${line}`)}\n`);
}
