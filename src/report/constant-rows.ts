import type { Cell, GroupSummary, Summary } from '../records.ts';

/** What constant-answer rows need of a run. */
interface Row {
  readonly facts: { readonly id: string };
  readonly summary: Summary;
}

/**
 * What always answering one letter scores, one row a letter, for each run whose questions give other baselines than
 * the runs before it: runs of a whole benchmark share theirs. None for a run without any average.
 */
export function constantRows(rows: readonly Row[], columns: readonly string[]): Cell[][] {
  const distinct = new Map<string, { readonly run: string; readonly byLetter: Map<string, Cell[]> }>();
  for (const { facts, summary } of rows) {
    const groups = columns.map((name) => summary.groups.find((group) => group.onCard && group.name === name));
    if (groups.every((group) => group === undefined || group.accuracy === null)) continue;
    const byLetter = new Map(
      lettersOf(summary).map((letter) => [
        letter,
        groups.map((group) => constantCell(group, letter, summary)),
      ]),
    );
    const key = JSON.stringify([...byLetter]);
    if (!distinct.has(key)) distinct.set(key, { run: facts.id, byLetter });
  }
  const found: Cell[][] = [];
  for (const { run, byLetter } of distinct.values()) {
    const where = distinct.size === 1 ? '' : ` (questions of run ${run})`;
    for (const [letter, cells] of byLetter) {
      found.push([{ type: 'text', text: `always ${letter}${where}` }, ...cells]);
    }
  }
  return found;
}

/** The letters that a summary has baselines of. */
export function lettersOf(summary: Summary): string[] {
  return Object.keys(summary.subjects.find((one) => one.scored > 0)?.constantLetter ?? {});
}

/** A letter's baseline on a group's scored questions; unknown where the group's accuracy is, whose cell says why. */
export function constantCell(
  group: GroupSummary | undefined,
  letter: string,
  { decimals }: Pick<Summary, 'decimals'>,
): Cell {
  const value = group?.constantLetter[letter] ?? null;
  return {
    type: 'percent',
    value,
    decimals,
    scored: group?.scored ?? 0,
    total: group?.total ?? 0,
    marks: [],
  };
}
