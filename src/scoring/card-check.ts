import type {
  CardCheck,
  CheckedCell,
  Explanation,
  PublishedRow,
  PublishedTable,
  Summary,
} from '../records.ts';
import { average } from './average.ts';
import { type ExplainedCell, otherRule } from './card-causes.ts';
import type { Ratio } from './mean-of-ratios.ts';
import { accuracyInterval } from './statistics/accuracy-interval.ts';

/** Differences of decimal numbers may be off in their last bits; those are no differences. */
const TIE = 1e-9;

export interface CardCheckInput {
  readonly table: PublishedTable;
  readonly row: PublishedRow;
  readonly summary: Summary;
  /** Questions of each subject in the table's split, or null where the source does not say which questions it asked. */
  readonly questions: Readonly<Record<string, number>> | null;
  /** Largest difference in percentage points that is inside, or null to ask the run's 95 % interval. */
  readonly tolerance: number | null;
  /** What is other in this run than behind a cell of the row, as `cardCauses` says. */
  readonly explain: (cell: ExplainedCell) => readonly Explanation[];
  readonly faults: readonly string[];
}

/**
 * A run's numbers beside those of a published row, column by column.
 *
 * Without a tolerance a cell is inside where the printed number, which stands for everything that rounds to it (half a
 * unit of its last decimal to either side), meets the 95 % interval of the run's. The published number has a sampling
 * error of its own, over the same questions or over others; it is not added, since how the two go together is not known.
 */
export function checkCard(input: CardCheckInput): CardCheck {
  const { table, row, faults } = input;
  const { benchmark, title, source, decimals, footnotes, obtained } = table;
  const cells = table.columns.map((column, place) => checkCell(column, row.values[place] ?? null, input));
  return {
    table: table.table,
    benchmark,
    title,
    source,
    decimals,
    row: {
      printed: row.printed,
      model: row.model,
      obtained: obtained[row.obtained] ?? row.obtained,
      notes: row.marks.map((mark) => footnotes[mark] ?? mark),
    },
    cells,
    faults,
  };
}

function checkCell(
  column: string,
  published: string | null,
  { table, summary, questions, tolerance, explain }: CardCheckInput,
): CheckedCell {
  const group = summary.groups.find(({ name, onCard }) => onCard && name === column);
  const nothing = { accuracy: null, interval: null, byOtherRule: null, difference: null, explanations: [] };
  const known = { column, published, publishedInterval: publishedInterval(published, group, questions) };
  const { rule = null, scored = 0, total = 0 } = group ?? {};
  if (group === undefined || group.accuracy === null) {
    return { ...known, ...nothing, rule, scored, total, finding: 'unknown', withinSamplingError: null };
  }
  const ratios = ratiosOf(group.subjects, summary);
  const interval = accuracyInterval(group.rule, ratios);
  const byOtherRule = average(otherRule(group.rule), ratios);
  const own = { ...known, rule, accuracy: group.accuracy, interval, byOtherRule, scored, total };
  if (published === null)
    return { ...own, difference: null, finding: 'unknown', withinSamplingError: null, explanations: [] };
  const value = Number(published);
  const distance = (accuracy: number): number => accuracy * 100 - value;
  const difference = distance(group.accuracy);
  const half = 0.5 / 10 ** table.decimals;
  const withinSamplingError = distance(interval.low) <= half + TIE && distance(interval.high) >= -half - TIE;
  const inside = tolerance === null ? withinSamplingError : Math.abs(difference) <= tolerance + TIE;
  const otherIsNearer = Math.abs(distance(byOtherRule)) < Math.abs(difference) - TIE;
  return {
    ...own,
    difference,
    finding: inside ? 'inside' : 'outside',
    withinSamplingError,
    explanations: inside && withinSamplingError ? [] : explain({ group, otherIsNearer }),
  };
}

type Group = Summary['groups'][number];

function ratiosOf(members: readonly string[], { subjects }: Summary): Ratio[] {
  return subjects
    .filter(({ subject }) => members.includes(subject))
    .map(({ counts, scored }) => ({ part: counts.right, whole: scored }));
}

/** As if every subject had the printed accuracy: subjects that differ make the true interval of a mean a little narrower. */
function publishedInterval(
  published: string | null,
  group: Group | undefined,
  questions: CardCheckInput['questions'],
): CheckedCell['publishedInterval'] {
  if (published === null || group === undefined || questions === null) return null;
  const wholes = group.subjects.map((subject) => questions[subject] ?? 0);
  if (wholes.length === 0 || wholes.includes(0)) return null;
  return accuracyInterval(
    group.rule,
    wholes.map((whole) => ({ part: (Number(published) / 100) * whole, whole })),
  );
}
