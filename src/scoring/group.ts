import type { AverageRule, GroupSummary, OutcomeCounts, SubjectSummary } from '../records.ts';
import { meanOfRatios, type Ratio } from './mean-of-ratios.ts';

/** What an average needs of a subject's summary. */
export type AveragedSubject = Pick<
  SubjectSummary,
  'subject' | 'counts' | 'scored' | 'total' | 'constantLetter'
>;

interface GroupInput {
  readonly name: string;
  readonly onCard: boolean;
  readonly rule: AverageRule;
  /** Subjects of the group, run or not. */
  readonly members: readonly string[];
  /** Subjects of the run. */
  readonly subjects: readonly AveragedSubject[];
}

/**
 * Averages a group of subjects by the recipe's rule and by the other one. Null where one of the group's subjects has
 * no scored question: an average over the rest would pass for the whole.
 */
export function summariseGroup({ name, onCard, rule, members, subjects }: GroupInput): GroupSummary {
  const present = subjects.filter((one) => members.includes(one.subject));
  const scored = sum(present, (one) => one.scored);
  const total = sum(present, (one) => one.total);
  const known =
    members.length > 0 && present.length === members.length && present.every((one) => one.scored > 0);
  const byRule = average(
    present.map((one) => ({ part: one.counts.right, whole: one.scored })),
    known,
  );
  return {
    name,
    onCard,
    rule,
    counts: addCounts(present.map((one) => one.counts)),
    scored,
    total,
    accuracy: byRule[rule],
    byRule,
    subjects: members,
    complete: known && scored === total,
    constantLetter: known ? constantLetters(present, rule) : {},
  };
}

/** Both averages of right answers over scored questions. */
function average(ratios: readonly Ratio[], known: boolean): Record<AverageRule, number | null> {
  if (!known) return { pooled: null, 'subject-mean': null };
  return {
    pooled: sum(ratios, (one) => one.part) / sum(ratios, (one) => one.whole),
    'subject-mean': meanOfRatios(ratios),
  };
}

/** The group's average of each subject's baseline. A share times its count is the whole number that it was made from. */
function constantLetters(subjects: readonly AveragedSubject[], rule: AverageRule): Record<string, number> {
  const letters = Object.keys(subjects[0]?.constantLetter ?? {});
  return Object.fromEntries(
    letters.map((letter) => {
      const ratios = subjects.map(({ constantLetter, scored }) => ({
        part: Math.round((constantLetter[letter] ?? 0) * scored),
        whole: scored,
      }));
      return [letter, average(ratios, true)[rule] ?? 0];
    }),
  );
}

function addCounts(all: readonly OutcomeCounts[]): OutcomeCounts {
  return {
    right: sum(all, (one) => one.right),
    wrong: sum(all, (one) => one.wrong),
    unanswerable: sum(all, (one) => one.unanswerable),
    failed: sum(all, (one) => one.failed),
    unlabelled: sum(all, (one) => one.unlabelled),
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
