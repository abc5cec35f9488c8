import { setMaxListeners } from 'node:events';
import type { Backend } from '../../backends/backend.ts';
import { minimumTokens, scoringOnly } from '../../engine/plan.ts';
import { trackProgress } from '../../engine/progress.ts';
import { InputError } from '../../errors.ts';
import type { QuestionId, Score } from '../../records.ts';
import type { Journal } from '../../results/journal.ts';
import type { SubjectRun } from '../exams.ts';
import { journalEntry, scoreWithoutLetters } from './entry.ts';
import {
  type PreparedQuestion,
  type PreparedSubject,
  prepareSubject,
  type TokenSettings,
} from './prepare.ts';
import { questionCount, type SubjectShare, workOf } from './share.ts';
import type { Status } from './status.ts';

/**
 * The questions of a run that its journal does not have yet.
 * Throws InputError where the journal has one that is no question of the run.
 */
export function openQuestions(shares: readonly SubjectShare[], journal: Journal): readonly SubjectShare[] {
  const known = new Set(journal.entries.map(({ id }) => id));
  const possible = new Set(shares.flatMap(({ run }) => run.prompts.map(({ question }) => question.id)));
  const stray = journal.entries.find(({ id }) => !possible.has(id));
  if (stray !== undefined) {
    throw new InputError(
      `The journal has ${stray.id}, which is no question of this run: restore it, or choose another folder with --out.`,
    );
  }
  return shares
    .map((share) => ({ ...share, asked: share.asked.filter(({ question }) => !known.has(question.id)) }))
    .filter(({ asked }) => asked.length > 0);
}

export interface ScoringJob {
  readonly subjects: readonly SubjectShare[];
  readonly settings: TokenSettings;
  readonly backend: Backend;
  readonly journal: Journal;
  readonly status: Status;
  readonly signal: AbortSignal;
}

/** What one sitting computed. Nothing of its questions is kept: the journal has them. */
export interface Sitting {
  readonly questions: number;
  readonly tokensComputed: number;
  readonly tokensReused: number;
  /** The fewest tokens that the questions of this sitting could be scored with. */
  readonly minimumTokens: number;
  readonly seconds: number;
}

/**
 * Scores subject by subject, as many at once as the backend has replicas, and writes each verdict as soon as it is known.
 * What a stop can lose are questions that have no verdict on the disk yet: they are asked again.
 */
export async function scoreSubjects(job: ScoringJob): Promise<Sitting> {
  const started = performance.now();
  const { backend, journal, status } = job;
  const questions = questionCount(job.subjects);
  const done = journal.entries.length;
  const works = job.subjects.map((subject) => ({ subject, work: workOf(subject) }));
  const totalWork = works.reduce((sum, { work }) => sum + work, 0);
  // The replicas end at about the same time where what takes longest comes first.
  const inOrder = backend.replicas === 1 ? works : works.toSorted((a, b) => b.work - a.work);
  const progress = trackProgress({ done, total: done + questions, totalWork }, () => performance.now());
  const sums = { questions: 0, tokensComputed: 0, tokensReused: 0, minimumTokens: 0 };
  const scoreSubject = async ({ work, run, prepared, open, scores }: Begun): Promise<void> => {
    const subject = `${run.benchmark.id}/${run.subject}/${run.split}`;
    const computed = new Set<string>();
    const share = work / open.size;
    for await (const { question, score } of answered({ prepared, open, scores })) {
      const entry = journalEntry(question, score, run.rules.score);
      await journal.append(entry);
      sums.questions += 1;
      sums.tokensComputed += entry.tokensComputed;
      sums.tokensReused += entry.tokensReused;
      if (entry.tokensComputed > 0) computed.add(entry.id);
      status.progress(progress.advance(subject, share));
    }
    sums.minimumTokens += minimumTokens(
      prepared.planned.filter(({ questionId }) => computed.has(questionId)),
    );
  };
  const failing = new AbortController();
  const signal = AbortSignal.any([job.signal, failing.signal]);
  // Each replica's request listens to it.
  setMaxListeners(0, signal);
  const begin = inTurn(inOrder, { ...job, signal });
  const replicas = Array.from({ length: backend.replicas }, async () => {
    try {
      for (let begun = begin(); begun !== null; begun = begin()) await scoreSubject(begun);
    } catch (error) {
      failing.abort(error);
    }
  });
  await Promise.all(replicas);
  failing.signal.throwIfAborted();
  status.done();
  return { ...sums, seconds: (performance.now() - started) / 1000 };
}

/** A subject that the backend has been asked for. */
interface Begun {
  /** About how much it makes the model run. */
  readonly work: number;
  readonly run: SubjectRun;
  /** The whole subject. */
  readonly prepared: PreparedSubject;
  /** Those of its questions that are scored. */
  readonly open: ReadonlySet<QuestionId>;
  readonly scores: AsyncIterable<Score>;
}

/**
 * Each call begins with the next subject, and then puts the one after it in tokens: a backend works in a thread of its own. Null
 * where none is left, or once the signal is aborted.
 */
function inTurn(
  works: readonly { readonly subject: SubjectShare; readonly work: number }[],
  { settings, backend, signal }: Pick<ScoringJob, 'settings' | 'backend' | 'signal'>,
): () => Begun | null {
  const prepare = (index: number): PreparedSubject | undefined => {
    const { subject } = (signal.aborted ? undefined : works[index]) ?? {};
    return subject && prepareSubject(subject.run, subject.whole, settings);
  };
  let index = 0;
  let prepared = prepare(0);
  return () => {
    const next = works[index];
    if (next === undefined || prepared === undefined || signal.aborted) return null;
    const { run, asked } = next.subject;
    const open = new Set(asked.map(({ question }) => question.id));
    const scores = backend.score(scoringOnly(prepared.groups, open), signal);
    const begun = { work: next.work, run, prepared, open, scores };
    index += 1;
    prepared = prepare(index);
    return begun;
  };
}

async function* answered({
  prepared: { questions, withoutLetters },
  open,
  scores,
}: Pick<Begun, 'prepared' | 'open' | 'scores'>): AsyncIterable<{ question: PreparedQuestion; score: Score }> {
  for (const one of withoutLetters.filter(({ question }) => open.has(question.id)))
    yield { question: one, score: scoreWithoutLetters(one) };
  for await (const score of scores) {
    const question = questions.get(score.questionId);
    if (question === undefined)
      throw new RangeError(`the backend scored ${score.questionId}, which was not asked`);
    yield { question, score };
  }
}
