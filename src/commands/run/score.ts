import type { Backend } from '../../backends/backend.ts';
import { minimumTokens, scoringOnly } from '../../engine/plan.ts';
import { trackProgress } from '../../engine/progress.ts';
import { InputError } from '../../errors.ts';
import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
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
import type { SubjectShare } from './share.ts';
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
 * Scores subject by subject, and writes each verdict as soon as it is known. What a stop can lose are questions that have
 * no verdict on the disk yet: they are asked again.
 */
export async function scoreSubjects(job: ScoringJob): Promise<Sitting> {
  const started = performance.now();
  const questions = job.subjects.reduce((sum, { asked }) => sum + asked.length, 0);
  const done = job.journal.entries.length;
  const work = job.subjects.map(({ asked }) => subjectWork(asked, job.settings));
  const totalWork = work.reduce((sum, one) => sum + one, 0);
  const progress = trackProgress({ done, total: done + questions, totalWork }, () => performance.now());
  const sums = { questions: 0, tokensComputed: 0, tokensReused: 0, minimumTokens: 0 };
  for (const { index, run, prepared, open, scores } of begunInTurn(job)) {
    const subject = `${run.benchmark.id}/${run.subject}/${run.split}`;
    const computed = new Set<string>();
    const share = (work[index] ?? 0) / open.size;
    for await (const { question, score } of answered({ prepared, open, scores })) {
      const entry = journalEntry(question, score, run.rules.score);
      await job.journal.append(entry);
      sums.questions += 1;
      sums.tokensComputed += entry.tokensComputed;
      sums.tokensReused += entry.tokensReused;
      if (entry.tokensComputed > 0) computed.add(entry.id);
      job.status.progress(progress.advance(subject, share));
    }
    sums.minimumTokens += minimumTokens(
      prepared.planned.filter(({ questionId }) => computed.has(questionId)),
    );
  }
  job.status.done();
  return { ...sums, seconds: (performance.now() - started) / 1000 };
}

/** A subject that the backend has been asked for. */
interface Begun {
  readonly index: number;
  readonly run: SubjectRun;
  /** The whole subject. */
  readonly prepared: PreparedSubject;
  /** Those of its questions that are scored. */
  readonly open: ReadonlySet<QuestionId>;
  readonly scores: AsyncIterable<Score>;
}

/** Begins with a subject once the one before is done. What comes next is in tokens by then: a backend works in a thread of its own. */
function* begunInTurn({ subjects, settings, backend, signal }: ScoringJob): Iterable<Begun> {
  const prepare = (index: number): PreparedSubject | undefined => {
    const subject = signal.aborted ? undefined : subjects[index];
    return subject && prepareSubject(subject.run, subject.whole, settings);
  };
  let next = prepare(0);
  for (const [index, { run, asked }] of subjects.entries()) {
    const prepared = next;
    if (prepared === undefined || signal.aborted) return;
    const open = new Set(asked.map(({ question }) => question.id));
    const scores = backend.score(scoringOnly(prepared.groups, open), signal);
    next = prepare(index + 1);
    yield { index, run, prepared, open, scores };
  }
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

/**
 * About how many tokens a subject's questions make the model run: the shots once, each item. For the time left.
 * Tokens a byte are taken from the first question's prompt, since languages differ by a factor of three.
 */
function subjectWork([first, ...others]: readonly ExamPrompt[], { tokenizer }: TokenSettings): number {
  if (first === undefined) return 0;
  const { text } = first.render(first.shotIds.length);
  const tokens = tokenizer.encode(text).length;
  const bytes = others.reduce((sum, one) => sum + itemBytes(one), 0);
  return tokens + (bytes * tokens) / Buffer.byteLength(text);
}

function itemBytes({ question: { passage, stem, options } }: ExamPrompt): number {
  return [passage ?? '', stem, ...options].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
