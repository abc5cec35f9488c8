/** A stretch of a subject's questions: from the first number on, up to and without the second. */
export type Stretch = readonly [from: number, to: number];

/** Subjects stay whole as long as no shard's work differs by more than this on each side, as a part of a shard. */
const SLACK = 1 / 20;

/**
 * A shard's stretch of each subject. The questions of all subjects, end to end, are cut into `of` parts of about the
 * same cost; a cut that comes near a border of subjects is made there. Together the shards have each question once,
 * and each cut only follows from the costs, so that every machine cuts alike. Where costs are few or uneven, a shard may
 * have no question.
 *
 * `costs` has a list a subject, of one whole number from 1 on a question; `index` is from 1 to `of`.
 */
export function stretchesOf(
  costs: readonly (readonly number[])[],
  { index, of }: { readonly index: number; readonly of: number },
): readonly Stretch[] {
  const borders = bordersOf(costs);
  const [from, to] = [cutAfter(index - 1, of, borders), cutAfter(index, of, borders)];
  let start = 0;
  return costs.map(({ length }) => {
    const within = (cut: number): number => Math.min(length, Math.max(0, cut - start));
    const stretch: Stretch = [within(from), within(to)];
    start += length;
    return stretch;
  });
}

/** A place between two questions. */
interface Border {
  /** Questions before it. */
  readonly questions: number;
  /** Their cost. */
  readonly cost: number;
  readonly ofSubjects: boolean;
}

function bordersOf(costs: readonly (readonly number[])[]): readonly Border[] {
  const borders: Border[] = [{ questions: 0, cost: 0, ofSubjects: true }];
  let cost = 0;
  for (const subject of costs) {
    for (const [index, one] of subject.entries()) {
      cost += one;
      borders.push({ questions: borders.length, cost, ofSubjects: index === subject.length - 1 });
    }
  }
  return borders;
}

/** How many questions the first `shards` of `of` shards have. */
function cutAfter(shards: number, of: number, borders: readonly Border[]): number {
  const total = borders.at(-1)?.cost ?? 0;
  const wanted = (total * shards) / of;
  const distance = ({ cost }: Border): number => Math.abs(cost - wanted);
  const nearest = (among: readonly Border[]): Border | undefined =>
    among.reduce(
      (best: Border | undefined, one) => (best === undefined || distance(one) < distance(best) ? one : best),
      undefined,
    );
  const whole = nearest(borders.filter(({ ofSubjects }) => ofSubjects));
  if (whole !== undefined && distance(whole) <= (SLACK * total) / of) return whole.questions;
  return nearest(borders)?.questions ?? 0;
}
