import type { AverageRule, GroupSummary, OutcomeCounts, SubjectSummary } from '../records.ts';
import { average } from './average.ts';
import { accuracyInterval } from './statistics/accuracy-interval.ts';

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
  const ratios = present.map((one) => ({ part: one.counts.right, whole: one.scored }));
  const byRule = {
    pooled: known ? average('pooled', ratios) : null,
    'subject-mean': known ? average('subject-mean', ratios) : null,
  };
  return {
    name,
    onCard,
    rule,
    counts: addCounts(present.map((one) => one.counts)),
    scored,
    total,
    accuracy: byRule[rule],
    interval: known ? accuracyInterval(rule, ratios) : null,
    byRule,
    subjects: members,
    complete: known && scored === total,
    constantLetter: known ? constantLetters(present, rule) : {},
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
      return [letter, average(rule, ratios)];
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
