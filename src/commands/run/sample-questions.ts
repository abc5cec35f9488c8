import { type AskedSubject, questionCount } from './share.ts';

/** A sample is a twentieth of the questions, but no fewer and no more than this. */
const SHARE = 1 / 20;
const LEAST = 16;
const MOST = 200;
/** Questions that are taken of a subject where it has them, since the shots before them are computed once. */
const OF_SUBJECT = 8;

/**
 * A sample of a run's questions: the first few of subjects that lie evenly among all, so that each exam of the run has its
 * share and the shots of few subjects are computed.
 */
export function sampleOf(subjects: readonly AskedSubject[]): readonly AskedSubject[] {
  const all = subjects.filter(({ asked }) => asked.length > 0);
  const questions = questionCount(all);
  const size = Math.min(MOST, Math.max(LEAST, Math.ceil(questions * SHARE)));
  const each = Math.min(OF_SUBJECT, questions / all.length);
  const count = Math.min(all.length, Math.ceil(size / each));
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * all.length) / count))
    .map((index) => all[index])
    .filter((one) => one !== undefined)
    .map(({ run, asked }) => ({ run, asked: asked.slice(0, Math.ceil(size / count)) }));
}
