import type { Outcome, Summary } from '../records.ts';
import { percentText } from './percent.ts';
import type { RunFacts } from './run-report.ts';

type TabledSubject = Summary['subjects'][number];

export const NO_ANSWERS = 'no answers in this split: predictions only';

/** What a reader must know of a whole row: how it was made, out of how many questions, and what went otherwise. */
export function rowRemarks(summary: Summary, facts: RunFacts): string[] {
  return [
    provenance(summary, facts),
    partialRemark(summary, facts),
    outcomeRemark(summary),
    shotsRemark(summary, facts),
    truncationRemark(summary),
    ...summary.notes,
  ].filter((remark) => remark !== null);
}

/** Why a group has no accuracy. */
export function missingRemark(
  group: Pick<Summary['groups'][number], 'counts' | 'scored' | 'subjects'>,
  summary: Summary,
): string {
  if (group.counts.unlabelled > 0 && group.scored === 0) return NO_ANSWERS;
  const scored = new Set(summary.subjects.filter((one) => one.scored > 0).map((one) => one.subject));
  const run = new Set(summary.subjects.map((one) => one.subject));
  // The same words for every group, so that a table of a few subjects has one such footnote.
  if (group.subjects.some((subject) => !run.has(subject)))
    return 'no average: not all of its subjects were run';
  const missing = group.subjects.filter((subject) => !scored.has(subject));
  const some = missing.slice(0, 3).join(', ') + (missing.length > 3 ? ', …' : '');
  return `no average: no scored question in ${some} (${missing.length} of ${group.subjects.length} subjects)`;
}

/** A mean number of shots, rounded down: what is below 5 never reads 5.00. */
export function shotsText(meanShots: number): string {
  return (Math.floor(Number((meanShots * 100).toPrecision(12))) / 100).toFixed(2);
}

/** Every number's n/N stands here too, so that a table without them in its cells still shows each. */
function provenance(summary: Summary, facts: RunFacts): string {
  const parts = [
    `recipe ${summary.recipe}`,
    `${summary.splits.join(' and ')} split`,
    `${facts.shots} shots`,
    `letters ${facts.letters[summary.benchmark] ?? 'unknown'}`,
    ...(facts.maxTokens === null ? [] : [`at most ${facts.maxTokens} tokens a prompt`]),
    precisionText(facts),
    `run ${facts.id}`,
  ];
  const scored = summary.groups
    .filter((group) => group.onCard && group.accuracy !== null)
    .map((group) => `${group.name} ${group.scored}/${group.total}`);
  return parts.join(', ') + (scored.length === 0 ? '' : `; scored: ${scored.join(', ')}`);
}

function precisionText({ precision, flips }: RunFacts): string {
  if (flips === undefined) return precision;
  const { low, high } = flips.interval;
  return `${precision} (changes ${flips.flips} of ${flips.questions} sampled answers of fp32; of all ${percentText(low)} to ${percentText(high)}, at 95 % confidence)`;
}

function partialRemark({ subjects }: Summary, { limit }: RunFacts): string | null {
  const asked = sum(subjects, ({ counts }) => Object.values(counts).reduce((all, count) => all + count, 0));
  const total = sum(subjects, (one) => one.total);
  if (asked === total) return null;
  const why = limit === null ? '' : ` (limit: ${limit} a subject)`;
  return `partial: ${asked} of ${total} questions of the subjects run were asked${why}`;
}

/** Outcomes that are in no accuracy. */
function outcomeRemark({ subjects }: Summary): string | null {
  const count = (outcome: Outcome) => sum(subjects, (one) => one.counts[outcome]);
  const parts = [
    [count('failed'), 'failed'],
    [count('unanswerable'), 'unanswerable'],
    [count('unlabelled'), 'without an answer in the data'],
  ]
    .filter(([number]) => number !== 0)
    .map(([number, name]) => `${number} ${name}`);
  return parts.length === 0 ? null : `questions in no average: ${parts.join(', ')}`;
}

function shotsRemark({ subjects }: Summary, { shots }: RunFacts): string | null {
  const fewer = subjects.filter((one) => one.meanShotsUsed !== null && one.meanShotsUsed < shots);
  if (fewer.length === 0) return null;
  const each = fewer.map((one) => `${one.subject} ${shotsText(one.meanShotsUsed ?? 0)}`);
  return `mean shots used where below ${shots}: ${each.join(', ')}`;
}

function truncationRemark({ subjects }: Summary): string | null {
  const cut = subjects.filter((one) => one.truncated > 0).map((one) => `${one.subject} ${one.truncated}`);
  return cut.length === 0 ? null : `prompts that lost tokens on the left: ${cut.join(', ')}`;
}

function sum(subjects: readonly TabledSubject[], value: (one: TabledSubject) => number): number {
  return subjects.reduce((total, one) => total + value(one), 0);
}
