import type { RowAudit, TableAudit } from '../../scoring/average-audit.ts';
import type { PublishedOddities } from '../../scoring/published-oddities.ts';
import { printLine, printTable } from '../print.ts';
import type { TableFindings } from './audit-table.ts';

/** Prints what an audit found of one table: its rules, its rows, and what follows. */
export function printAudit(audit: TableFindings): void {
  printLine(`${audit.title} (${audit.table}): ${conclusion(audit)}`);
  for (const line of oddityLines(audit)) printLine(line);
  console.log('');
  if (audit.rules.length === 0) return;
  printTable(
    ['category', 'subjects', 'questions'],
    audit.categories.map((one) => [one.name, String(one.subjects), String(one.questions)]),
  );
  printTable(
    ['rule', 'possible in', 'farthest'],
    audit.rules.map((one) => [one.rule, `${one.possible} of ${one.checked} rows`, one.farthest.toFixed(3)]),
  );
  printRows(audit);
  for (const regrouped of audit.regrouped) printRegrouped(regrouped);
}

function printRows({ average, rules, rows }: TableAudit): void {
  printTable(
    ['row', average, ...rules.map(({ rule }) => rule)],
    rows.map((row) => [
      row.status === 'impossible' || row.status === 'odd' ? `${row.printed} (${row.status})` : row.printed,
      row.average ?? '-',
      ...cellsOf(row, rules),
    ]),
  );
}

function printRegrouped({ moved, recipes, audit }: TableFindings['regrouped'][number]): void {
  const places = Object.entries(moved).map(([subject, category]) => `${subject} in ${category}`);
  const fits = audit.rules.map(
    ({ rule, possible, checked, farthest }) =>
      `${rule} is possible in ${possible} of ${checked} rows, farthest ${farthest.toFixed(3)}`,
  );
  printLine(`With ${places.join(', ')}, as in ${recipes.join(' and ')}: ${fits.join('; ')}.`);
  console.log('');
  printRows(audit);
}

function oddityLines({ equalModels, partsAboveAverage, belowGuessing }: PublishedOddities): string[] {
  return [
    ...equalModels.map(({ printed, elsewhere }) => {
      const apart = elsewhere.map(
        ({ title, apart: points, averages }) =>
          `; in ${title} they are ${points} points apart (${averagesText(averages)})`,
      );
      return `Every value is the same in the rows ${printed.join(', ')}${apart.join('')}.`;
    }),
    ...partsAboveAverage.map(
      ({ printed, column, value, average }) =>
        `${printed} has more in ${column}, ${value}, than on average, ${average}.`,
    ),
    ...(belowGuessing.length === 0
      ? []
      : [`Averages below 25, which guessing among four letters gives: ${averagesText(belowGuessing)}.`]),
  ];
}

function cellsOf({ findings }: RowAudit, rules: TableAudit['rules']): string[] {
  return rules.map(({ rule }) => {
    const found = findings.find((one) => one.rule === rule);
    if (found === undefined) return '-';
    return `${found.computed.toFixed(3)} ${found.possible ? 'possible' : 'no'}`;
  });
}

function conclusion(audit: TableAudit): string {
  const { rules, rows, fitting, mostly, fewestQuestions, questions, average } = audit;
  const impossible = rows.filter(({ status }) => status === 'impossible').length;
  if (fewestQuestions !== null) {
    const shares = `the averages are shares of no fewer than ${fewestQuestions} questions, and the exam has ${questions}`;
    return `no categories; ${shares}: ${fewestQuestions > questions ? 'not pooled over one set' : 'pooling is possible'}.`;
  }
  if (rules.length === 0) return `no row has ${average} and every category.`;
  if (impossible > 0)
    return `${impossible} of ${rules[0]?.checked ?? 0} rows have an ${average} that no rule gives${oddText(rows, mostly)}.`;
  if (fitting.length === 0) return `no rule can have given every row${oddText(rows, mostly)}.`;
  return `every row can be by ${fitting.join(' or ')}${fitting.length === 1 ? ' and by no other rule' : ''}.`;
}

function averagesText(averages: PublishedOddities['belowGuessing']): string {
  return averages.map(({ printed, average }) => `${printed} ${average}`).join(', ');
}

/** Rows that contradict the rule of most, by name. */
function oddText(rows: readonly RowAudit[], mostly: TableAudit['mostly']): string {
  const odd = rows.filter(({ status }) => status === 'odd').map(({ printed }) => printed);
  return odd.length === 0 ? '' : `; most can be by ${mostly}, and ${odd.join(', ')} can't`;
}
