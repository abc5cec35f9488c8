import type { RowAudit, TableAudit } from '../../scoring/average-audit.ts';
import { printLine, printTable } from '../print.ts';

/** Prints what an audit found of one table: its rules, its rows, and what follows. */
export function printAudit(audit: TableAudit): void {
  printLine(`${audit.title} (${audit.table}): ${conclusion(audit)}`);
  for (const models of audit.equalRows)
    printLine(`Every value is the same in the rows ${models.join(', ')}.`);
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
  printTable(
    ['row', audit.average, ...audit.rules.map(({ rule }) => rule)],
    audit.rows.map((row) => [
      row.status === 'impossible' ? `${row.printed} (impossible)` : row.printed,
      row.average ?? '-',
      ...cellsOf(row, audit),
    ]),
  );
}

function cellsOf({ findings }: RowAudit, { rules }: TableAudit): string[] {
  return rules.map(({ rule }) => {
    const found = findings.find((one) => one.rule === rule);
    if (found === undefined) return '-';
    return `${found.computed.toFixed(3)} ${found.possible ? 'possible' : 'no'}`;
  });
}

function conclusion({ rules, rows, fitting, fewestQuestions, questions, average }: TableAudit): string {
  const impossible = rows.filter(({ status }) => status === 'impossible').length;
  if (fewestQuestions !== null) {
    const shares = `the averages are shares of no fewer than ${fewestQuestions} questions, and the exam has ${questions}`;
    return `no categories; ${shares}: ${fewestQuestions > questions ? 'not pooled over one set' : 'pooling is possible'}.`;
  }
  if (rules.length === 0) return `no row has ${average} and every category.`;
  if (impossible > 0)
    return `${impossible} of ${rules[0]?.checked ?? 0} rows have an ${average} that no rule gives.`;
  if (fitting.length === 0) return 'no rule can have given every row.';
  return `every row can be by ${fitting.join(' or ')}${fitting.length === 1 ? ' and by no other rule' : ''}.`;
}
