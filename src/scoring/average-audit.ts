import type { AverageRule, PublishedTable } from '../records.ts';
import { fewestQuestions } from './fewest-questions.ts';

/** A way in which an average may have been made of categories; `category-mean` is the plain mean of the categories. */
export type AuditedRule = AverageRule | 'category-mean';

const RULES: readonly AuditedRule[] = ['subject-mean', 'pooled', 'category-mean'];

/** A category column of a table, with its size in the exam. */
interface AuditedCategory {
  readonly name: string;
  readonly subjects: number;
  /** Questions in the split that the table is of. */
  readonly questions: number;
}

/** What the audit needs to know of the exam behind a table. */
export interface AuditedExam {
  /** Name of the column that holds the average. */
  readonly average: string;
  /** Columns that together hold every subject of the average once; empty where the exam has no categories. */
  readonly categories: readonly AuditedCategory[];
  /** Usable questions of the whole exam, those that run only by name included. */
  readonly questions: number;
}

/** What one rule makes of a row's categories. */
interface RuleFinding {
  readonly rule: AuditedRule;
  /** The average that the printed categories give, in percent, unrounded. */
  readonly computed: number;
  /** Computed less printed, in percentage points. */
  readonly distance: number;
  /** Whether unrounded categories exist that give an average which is printed like this one. */
  readonly possible: boolean;
}

export interface RowAudit {
  readonly printed: string;
  readonly average: string | null;
  /**
   * `impossible`: no rule can give this average. `odd`: the rule that most rows can be by can't give it. `unchecked`: the row
   * has no average, or not every category.
   */
  readonly status: 'possible' | 'odd' | 'impossible' | 'unchecked';
  readonly findings: readonly RuleFinding[];
}

interface RuleAudit {
  readonly rule: AuditedRule;
  /** Rows that the rule can have given, of those with an average and every category. */
  readonly possible: number;
  readonly checked: number;
  /** Largest distance of a row between computed and printed, in percentage points, without its sign. */
  readonly farthest: number;
}

export interface TableAudit {
  readonly table: string;
  readonly title: string;
  readonly average: string;
  readonly categories: readonly AuditedCategory[];
  readonly rules: readonly RuleAudit[];
  readonly rows: readonly RowAudit[];
  /** Rules that can have given every row that was checked. */
  readonly fitting: readonly AuditedRule[];
  /** Where no rule can: the one that can have given more rows than any other, and more than half. */
  readonly mostly: AuditedRule | null;
  /** Fewest questions of which every printed average can be a pooled share; null for a table with categories. */
  readonly fewestQuestions: number | null;
  /** Usable questions of the exam. */
  readonly questions: number;
  /** Models whose rows have the same values, by printed name. */
  readonly equalRows: readonly (readonly string[])[];
}

/**
 * Which averaging rules can have produced a published table's averages.
 *
 * A printed number stands for everything that rounds to it: half a unit of its last decimal to either side, ends
 * included, since the rounding rule is not known. A rule is possible for a row where the interval of the weighted mean
 * of its categories meets the interval of its average. The weights are the subjects, the questions or one a category;
 * for the first two this is exact only where the categories were averaged by the same rule.
 */
export function auditAverages(table: PublishedTable, exam: AuditedExam): TableAudit {
  const rows = table.rows.map(({ printed, values }): RowAudit => {
    const valueOf = (name: string): string | null => values[table.columns.indexOf(name)] ?? null;
    const average = valueOf(exam.average);
    const parts = exam.categories.map((category) => ({ category, value: valueOf(category.name) }));
    const known = parts.flatMap(({ category, value }) => (value === null ? [] : [{ category, value }]));
    if (average === null || known.length === 0 || known.length < parts.length)
      return { printed, average, status: 'unchecked', findings: [] };
    const findings = RULES.map((rule) => auditRule(rule, { average, parts: known, ...table }));
    const status = findings.some(({ possible }) => possible) ? 'possible' : 'impossible';
    return { printed, average, status, findings };
  });
  const rules = RULES.map((rule) => ruleAudit(rule, rows)).filter(({ checked }) => checked > 0);
  const averages = rows.flatMap((row) => row.average ?? []);
  const fitting = rules.filter(({ possible, checked }) => possible === checked).map(({ rule }) => rule);
  const mostly = fitting.length > 0 ? null : ruleOfMost(rules);
  return {
    table: table.table,
    title: table.title,
    average: exam.average,
    categories: exam.categories,
    rules,
    rows: rows.map((row) => (isOdd(row, mostly) ? Object.assign({}, row, { status: 'odd' }) : row)),
    fitting,
    mostly,
    fewestQuestions: exam.categories.length === 0 ? fewestQuestions(averages, table.decimals) : null,
    questions: exam.questions,
    equalRows: equalRows(table),
  };
}

/** The rule that can have given the most rows, more than half of them; null where two can have given as many. */
function ruleOfMost(rules: readonly RuleAudit[]): AuditedRule | null {
  const [first, second] = rules.toSorted((a, b) => b.possible - a.possible);
  if (first === undefined || 2 * first.possible <= first.checked) return null;
  return second?.possible === first.possible ? null : first.rule;
}

/** Whether a row that some rule can give can't be by the rule of most. */
function isOdd({ status, findings }: RowAudit, mostly: AuditedRule | null): boolean {
  return status === 'possible' && findings.some(({ rule, possible }) => rule === mostly && !possible);
}

/**
 * Rules of which one made all averages of an audited table, as far as it tells: those that fit, or, where there are no
 * categories, all but pooling over more questions than the exam has. All where no rule fits: then an average is wrong.
 */
export function rulesLeft(audit: TableAudit): readonly AuditedRule[] {
  const { categories, fitting, questions } = audit;
  if (categories.length > 0) return fitting.length > 0 ? fitting : RULES;
  return (audit.fewestQuestions ?? 0) > questions ? ['subject-mean'] : ['subject-mean', 'pooled'];
}

interface RowParts {
  readonly average: string;
  readonly parts: readonly { readonly category: AuditedCategory; readonly value: string }[];
  readonly decimals: number;
}

/**
 * In whole units of the last decimal: all numbers of a table have the same, so that each interval is one unit wide, the
 * weighted mean's too, and two of them meet where their middles are at most one unit apart.
 */
function auditRule(rule: AuditedRule, { average, parts, decimals }: RowParts): RuleFinding {
  const weighed = parts.map(({ category, value }) => ({
    value: units(value),
    weight: weightOf(category, rule),
  }));
  const whole = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const sum = weighed.reduce((total, { value, weight }) => total + value * weight, 0);
  const apart = sum - units(average) * whole;
  const unit = 10 ** decimals;
  return {
    rule,
    computed: sum / whole / unit,
    distance: apart / whole / unit,
    possible: Math.abs(apart) <= whole,
  };
}

/** A printed number in units of its last decimal. */
function units(printed: string): number {
  return Number(printed.replace('.', ''));
}

function weightOf({ subjects, questions }: AuditedCategory, rule: AuditedRule): number {
  switch (rule) {
    case 'subject-mean':
      return subjects;
    case 'pooled':
      return questions;
    case 'category-mean':
      return 1;
    default:
      return rule satisfies never;
  }
}

function ruleAudit(rule: AuditedRule, rows: readonly RowAudit[]): RuleAudit {
  const findings = rows.flatMap((row) => row.findings.filter((one) => one.rule === rule));
  return {
    rule,
    possible: findings.filter(({ possible }) => possible).length,
    checked: findings.length,
    farthest: Math.max(0, ...findings.map(({ distance }) => Math.abs(distance))),
  };
}

function equalRows({ rows }: PublishedTable): string[][] {
  const byValues = new Map<string, string[]>();
  for (const { printed, values } of rows) {
    const key = values.join(' ');
    byValues.set(key, [...(byValues.get(key) ?? []), printed]);
  }
  return [...byValues.values()].filter((models) => models.length > 1);
}
