import type {
  AverageRule,
  Cause,
  Explanation,
  LetterRule,
  PublishedRow,
  PublishedTable,
  RecordedLetters,
  Summary,
} from '../records.ts';
import type { AuditedRule } from './average-audit.ts';

/** A run's number that is not the published one. */
export interface ExplainedCell {
  readonly group: Summary['groups'][number];
  /** Whether the run's number by the rule that is not the group's is nearer to the published one. */
  readonly otherIsNearer: boolean;
}

interface CausesInput {
  readonly table: PublishedTable;
  readonly row: Pick<PublishedRow, 'obtained'>;
  readonly summary: Summary;
  readonly shots: number;
  readonly precision: string;
  /** The letter rule of the run, and that of its recipe. */
  readonly letters: RecordedLetters;
  readonly recipeLetters: LetterRule;
  /** Rules of which one made the row's average, as far as the audit of the rows obtained like it tells (`rulesLeft`). */
  readonly rules: readonly AuditedRule[];
}

/**
 * What is other in a run than behind a cell of a published row, or not known to be the same; each may explain a
 * difference, in the order in which they are worth looking at.
 */
export function cardCauses(input: CausesInput, cell: ExplainedCell): readonly Explanation[] {
  const { summary, letters, recipeLetters, table, row } = input;
  const foreign = table.own !== undefined && row.obtained !== table.own;
  const found: [cause: Cause, text: string | null][] = [
    ['protocol', foreign ? protocolText(input) : null],
    ['recipe', foreign ? null : recipeText(table, summary)],
    ['split', splitText(table, summary)],
    ['averaging', averagingText(input, cell)],
    ['precision', foreign ? null : precisionText(input)],
    [
      'letters',
      letters === recipeLetters
        ? null
        : `letters by rule '${letters}', where ${summary.recipe} reads '${recipeLetters}'`,
    ],
    ['prompts', promptsText(input, cell)],
  ];
  return found.flatMap(([cause, text]) => (text === null ? [] : [{ cause, text }]));
}

/** Recipe and number format of a table are its source's own; nothing is known of those behind a row from elsewhere. */
function protocolText({ table, row }: CausesInput): string {
  return `the row is not of the source's own protocol: ${table.obtained[row.obtained] ?? row.obtained}`;
}

function recipeText({ recipe }: PublishedTable, { recipe: own, notes }: Summary): string | null {
  if (recipe === undefined) return `recipe ${own}; no recipe is known to ask as the source did`;
  if (recipe !== own) return `recipe ${own}, where ${recipe} asks as the source says it did`;
  return notes.length === 0 ? null : `recipe ${own} departs from the source: ${notes.join(' ')}`;
}

function splitText({ split }: PublishedTable, { splits }: Summary): string | null {
  const own = splits.join(' and ');
  if (split === null) return `${own} split; the source names none`;
  return own === split ? null : `${own} split, where the published rows are of ${split}`;
}

/** Null where no rule but the run's own can have made the published number, or the one that can takes the run away from it. */
function averagingText({ rules }: CausesInput, { group, otherIsNearer }: ExplainedCell): string | null {
  const others = rules.filter((one) => one !== group.rule);
  if (others.length === 0 || (others.includes(otherRule(group.rule)) && !otherIsNearer)) return null;
  return `averaged by rule ${group.rule}; the published average can be by ${rules.join(' or ')}`;
}

function precisionText({ precision, table }: CausesInput): string | null {
  if (precision === table.precision) return null;
  const published =
    table.precision === undefined
      ? 'the source names no precision'
      : `the source's script has ${table.precision}`;
  return `${precision}; ${published}`;
}

/** Of the cell's own subjects: a cut prompt changes no other column. */
function promptsText({ summary, shots }: CausesInput, { group }: ExplainedCell): string | null {
  const subjects = summary.subjects.filter(({ subject }) => group.subjects.includes(subject));
  const fewer = subjects.filter(({ meanShotsUsed }) => meanShotsUsed !== null && meanShotsUsed < shots);
  const cut = subjects.reduce((sum, { truncated }) => sum + truncated, 0);
  const parts = [
    fewer.length === 0 ? null : `subjects whose prompts lost shots: ${fewer.length} of ${subjects.length}`,
    cut === 0 ? null : `prompts that lost tokens on the left: ${cut}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

/** The rule that a group was not averaged by. */
export function otherRule(rule: AverageRule): AverageRule {
  return rule === 'pooled' ? 'subject-mean' : 'pooled';
}
