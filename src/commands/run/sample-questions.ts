import { type AskedSubject, questionCount } from './share.ts';
import { spread } from './spread.ts';

/** A sample is a twentieth of the questions, but no fewer and no more than this. */
const SHARE = 1 / 20;
const LEAST = 16;
const MOST = 200;
/** Questions that are taken of a subject where it has them, since the shots before them are computed once. */
const OF_SUBJECT = 8;

/**
 * A sample of a run's questions: the first few of subjects that lie evenly among all, so that each exam of the run has its
 * share and the shots of few subjects are computed. Where there are too few such subjects, more is taken of the longer ones.
 */
export function sampleOf(subjects: readonly AskedSubject[]): readonly AskedSubject[] {
  const all = subjects.filter(({ asked }) => asked.length > 0);
  const questions = questionCount(all);
  const size = Math.min(questions, MOST, Math.max(LEAST, Math.ceil(questions * SHARE)));
  const each = leastFrom(OF_SUBJECT, (most) => questionCount(firstOf(all, most)) >= size);
  const count = leastFrom(0, (most) => questionCount(firstOf(spread(all, most), each)) >= size);
  let left = size;
  return spread(all, count).flatMap(({ run, asked }) => {
    const taken = asked.slice(0, Math.min(each, left));
    left -= taken.length;
    return taken.length === 0 ? [] : [{ run, asked: taken }];
  });
}

/** At most so many questions of each subject. */
function firstOf(subjects: readonly AskedSubject[], most: number): readonly AskedSubject[] {
  return subjects.map(({ run, asked }) => ({ run, asked: asked.slice(0, most) }));
}

/** The least number from another on that is enough; there has to be one. */
function leastFrom(least: number, isEnough: (number: number) => boolean): number {
  return isEnough(least) ? least : leastFrom(least + 1, isEnough);
}
