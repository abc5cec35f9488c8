import type {
  AverageRule,
  CardCheck,
  Cause,
  LetterRule,
  PublishedTable,
  RecordedLetters,
  TabledSummary,
} from '../records.ts';
import type { AuditedRule } from './average-audit.ts';

interface CausesInput {
  readonly table: PublishedTable;
  readonly summary: TabledSummary;
  readonly shots: number;
  readonly precision: string;
  /** The letter rule of the run, and that of its recipe. */
  readonly letters: RecordedLetters;
  readonly recipeLetters: LetterRule;
  /** Rules that can have given every average of the table (`auditAverages`). */
  readonly fitting: readonly AuditedRule[];
}

/**
 * What is other in a run than behind a published table, or not known to be the same; each may explain a difference.
 * Whether `averaging` does depends on the cell too.
 */
export function cardCauses(input: CausesInput): CardCheck['explanations'] {
  const { summary, letters, recipeLetters, precision, table } = input;
  const found: [cause: Cause, text: string | null][] = [
    ['recipe', recipeText(table, summary)],
    ['split', splitText(table, summary)],
    ['averaging', averagingText(input)],
    ['precision', precision === table.precision ? null : precisionText(precision, table)],
    [
      'letters',
      letters === recipeLetters
        ? null
        : `letters by rule '${letters}', where ${summary.recipe} reads '${recipeLetters}'`,
    ],
    ['prompts', promptsText(input)],
  ];
  return found.flatMap(([cause, text]) => (text === null ? [] : [{ cause, text }]));
}

function recipeText({ recipe }: PublishedTable, { recipe: own, notes }: TabledSummary): string | null {
  if (recipe === undefined) return `recipe ${own}; no recipe is known to ask as the source did`;
  if (recipe !== own) return `recipe ${own}, where ${recipe} asks as the source says it did`;
  return notes.length === 0 ? null : `recipe ${own} departs from the source: ${notes.join(' ')}`;
}

function splitText({ split }: PublishedTable, { splits }: TabledSummary): string | null {
  const own = splits.join(' and ');
  if (split === null) return `${own} split; the source names none`;
  return own === split ? null : `${own} split, where the published rows are of ${split}`;
}

/** Null where no rule but the run's own can have made the published averages. */
function averagingText({ summary, fitting }: CausesInput): string | null {
  const rules = [...new Set(summary.groups.filter(({ onCard }) => onCard).map(({ rule }) => rule))];
  if (rules.length === 1 && fitting.length === 1 && fitting[0] === rules[0]) return null;
  const published =
    fitting.length === 0
      ? 'which rule made the published ones is not known'
      : `the published ones fit ${or(fitting)}`;
  return `averages by rule ${or(rules)}; ${published}`;
}

function precisionText(precision: string, table: PublishedTable): string {
  return `${precision}; ${table.precision === undefined ? 'the source names no precision' : `the source's script has ${table.precision}`}`;
}

function promptsText({ summary, shots }: CausesInput): string | null {
  const fewer = summary.subjects.filter(
    ({ meanShotsUsed }) => meanShotsUsed !== null && meanShotsUsed < shots,
  );
  const cut = summary.subjects.reduce((sum, { truncated }) => sum + truncated, 0);
  const parts = [
    fewer.length === 0 ? null : `subjects whose prompts lost shots: ${fewer.length}`,
    cut === 0 ? null : `prompts that lost tokens on the left: ${cut}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

function or(rules: readonly (AverageRule | AuditedRule)[]): string {
  return rules.join(' or ');
}
