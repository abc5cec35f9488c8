import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/backends/backend.ts';
import { fakeBackend } from '../../../src/backends/fake.ts';
import { openQuestions, scoreSubjects, type Sitting } from '../../../src/commands/run/score.ts';
import { askedQuestions } from '../../../src/commands/run/share.ts';
import { prepareSubject } from '../../../src/commands/run/prepare.ts';
import { InputError } from '../../../src/errors.ts';
import type { JournalEntry } from '../../../src/records.ts';
import type { Journal } from '../../../src/results/journal.ts';
import { examPrompts } from '../../../src/prompts/exam-prompts.ts';
import { findRecipe } from '../../../src/recipes/index.ts';
import { canonicalVerdicts } from '../../../src/results/canonical.ts';
import { fixtureExam } from '../../prompts/fixture-exams.ts';
import { entryOf } from '../../results/records.ts';
import { settingsOf, subjectRun, tokenizer } from './subject-runs.ts';

const quiet = { say: () => {}, progress: () => {}, done: () => {} };

function journalOf(entries: readonly JournalEntry[] = []): Journal {
  return { entries, append: async () => {}, appendAll: async () => {}, close: async () => {} };
}

const failingOnB = ({ id }: JournalEntry): Promise<void> =>
  id.startsWith('mmlu/b') ? Promise.reject(new Error('the disk is full')) : Promise.resolve();

describe('a sitting', () => {
  const run = subjectRun('mmlu');

  it('compares what it computed with the fewest tokens for the questions it scored', async () => {
    const job = { settings: settingsOf(), backend: fakeBackend(), journal: journalOf(), status: quiet };
    const subjects = openQuestions(askedQuestions([run], {}), job.journal);
    const whole = await scoreSubjects({ ...job, subjects, signal: new AbortController().signal });
    expect(whole.questions).toBe(run.prompts.length);
    expect(whole.tokensComputed).toBe(whole.minimumTokens);

    const aborting = new AbortController();
    const status = { ...quiet, progress: () => aborting.abort() };
    const stopped = await scoreSubjects({ ...job, status, subjects, signal: aborting.signal });
    expect(stopped.questions).toBe(1);
    expect(stopped.tokensComputed).toBe(stopped.minimumTokens);
  });

  it('puts a subject in tokens while the backend is at work on the one before, and asks for it after that', async () => {
    const events: string[] = [];
    const subjects = ['first', 'second', 'third'].map((subject) => {
      const prompts = run.prompts.map((prompt) => {
        const id = `mmlu/${subject}/test/${prompt.question.id}`;
        const render = (shots: number) => {
          events.push(`tokens of ${subject}`);
          return { ...prompt.render(shots), questionId: id };
        };
        return { ...prompt, question: { ...prompt.question, id }, render };
      });
      return { run: { ...run, subject, prompts }, whole: prompts, asked: prompts };
    });
    const fake = fakeBackend();
    const backend: Backend = {
      ...fake,
      score(groups, signal) {
        events.push(`asked for ${groups[0]?.subject.split('/')[1]}`);
        return fake.score(groups, signal);
      },
    };
    const append = async ({ id }: JournalEntry) => void events.push(`verdict of ${id.split('/')[1]}`);
    const journal = { ...journalOf(), append };
    const job = { settings: settingsOf(), backend, journal, status: quiet, subjects };
    await scoreSubjects({ ...job, signal: new AbortController().signal });
    const inOrder = events.filter((event, index) => event !== events[index - 1]);
    expect(inOrder.slice(inOrder.indexOf('asked for first'))).toEqual([
      'asked for first',
      'tokens of second',
      'verdict of first',
      'asked for second',
      'tokens of third',
      'verdict of second',
      'asked for third',
      'verdict of third',
    ]);
  });

  /** A question of the fixture under another id. */
  function promptOf(id: string, index: number) {
    const prompt = run.prompts[index % run.prompts.length];
    if (prompt === undefined) throw new Error('the fixture has questions');
    const render = (shots: number) => ({ ...prompt.render(shots), questionId: id });
    return { ...prompt, question: { ...prompt.question, id }, render };
  }

  /** Subjects of so many questions by name, and the names of those that a backend is at work on. */
  function watched(lengths: Readonly<Record<string, number>>, replicas: number) {
    const subjects = Object.entries(lengths).map(([subject, length]) => {
      const prompts = Array.from({ length }, (_, index) => promptOf(`mmlu/${subject}/test/${index}`, index));
      return { run: { ...run, subject, prompts }, whole: prompts, asked: prompts };
    });
    const fake = fakeBackend({ replicas, delay: 1 });
    const atWork = new Set<string>();
    const most: string[][] = [];
    const backend: Backend = {
      ...fake,
      async *score(groups, signal) {
        const name = groups[0]?.subject ?? '';
        atWork.add(name);
        most.push([...atWork]);
        try {
          yield* fake.score(groups, signal);
        } finally {
          atWork.delete(name);
        }
      },
    };
    return { subjects, backend, atWork, most };
  }

  /** What scoring five subjects comes to; as many are at work at once as there are replicas. */
  async function verdicts(replicas: number) {
    const { subjects, backend, most } = watched({ a: 2, b: 3, c: 1, d: 2, e: 2 }, replicas);
    const entries: JournalEntry[] = [];
    const journal = { ...journalOf(), append: async (entry: JournalEntry) => void entries.push(entry) };
    const job = { settings: settingsOf(), backend, journal, status: quiet, subjects };
    const sitting = await scoreSubjects({ ...job, signal: new AbortController().signal });
    expect(Math.max(...most.map((together) => together.length))).toBe(Math.min(replicas, 5));
    return { ...sitting, seconds: 0, sha256: canonicalVerdicts(entries).sha256 };
  }

  /** The names of four subjects in the order in which they are begun. */
  async function order(replicas: number) {
    const { subjects, backend, most } = watched({ a: 1, b: 6, c: 3, d: 9 }, replicas);
    const job = { settings: settingsOf(), backend, journal: journalOf(), status: quiet, subjects };
    await scoreSubjects({ ...job, signal: new AbortController().signal });
    return most.map((together) => together.at(-1)?.split('/')[1]);
  }

  it('has as many subjects at work as the backend has replicas, and the verdicts of one at a time', async () => {
    const alone = await verdicts(1);
    expect(alone.questions).toBe(10);
    expect(await verdicts(3)).toEqual(alone);
    expect(await verdicts(9)).toEqual(alone);
  });

  it('begins with the longest subjects where several are at work, and in their order where one is', async () => {
    expect(await order(1)).toEqual(['a', 'b', 'c', 'd']);
    expect(await order(2)).toEqual(['d', 'b', 'c', 'a']);
  });

  it('ends where one of several subjects fails, once the others have stopped', async () => {
    const { subjects, backend, atWork, most } = watched({ a: 2, b: 2, c: 2, d: 2 }, 2);
    const job = {
      settings: settingsOf(),
      backend,
      journal: { ...journalOf(), append: failingOnB },
      status: quiet,
      subjects,
    };
    const scoring = scoreSubjects({ ...job, signal: new AbortController().signal });
    await expect(scoring).rejects.toThrow('the disk is full');
    expect([...atWork]).toEqual([]);
    expect(most.flat().some((name) => name.includes('/d/'))).toBe(false);
  });

  it('counts no minimum for questions that were never computed', async () => {
    const failed = run.prompts[0]?.question.id ?? '';
    const backend = fakeBackend({ fail: new Map([[failed, 'no']]) });
    const subjects = [{ run, whole: run.prompts, asked: run.prompts.slice(0, 1) }];
    const job = { settings: settingsOf(), backend, journal: journalOf(), status: quiet, subjects };
    const sitting = await scoreSubjects({ ...job, signal: new AbortController().signal });
    expect([sitting.tokensComputed, sitting.minimumTokens]).toEqual([0, 0]);
  });

  it('asks what the journal lacks, up to the limit, and refuses a journal of other questions', () => {
    const ids = run.prompts.map(({ question }) => question.id);
    const journal = journalOf([entryOf(0, { id: ids[0] ?? '' })]);
    const [open] = openQuestions(askedQuestions([run], { limit: 2 }), journal);
    expect(open?.asked.map(({ question }) => question.id)).toEqual(ids.slice(1, 2));
    const stray = journalOf([entryOf(0, { id: `${ids[0]}9` })]);
    expect(() => openQuestions(askedQuestions([run], {}), stray)).toThrow(InputError);
  });
});

describe('shots in another order for every question', () => {
  const exam = fixtureExam('ceval');
  const questions = Array.from({ length: 24 }, (_, index) => {
    const question = exam.questions[index % exam.questions.length];
    if (question === undefined) throw new Error('the exam has questions');
    return { ...question, id: `ceval/${exam.subject}/val/${index}` };
  });
  const recipe = 'baichuan-2023-09';
  const run = {
    ...subjectRun('ceval', recipe),
    prompts: examPrompts(findRecipe(recipe), { ...exam, questions }),
  };

  /** Entries and costs of sittings that are each stopped after some questions. */
  async function sittings(reuse: boolean, stopAfter: number) {
    const entries: JournalEntry[] = [];
    const costs: Sitting[] = [];
    while (entries.length < questions.length) {
      const aborting = new AbortController();
      const known = journalOf([...entries]);
      const append = async (entry: JournalEntry) => {
        entries.push(entry);
        if (entries.length % stopAfter === 0) aborting.abort();
      };
      const sitting = await scoreSubjects({
        settings: settingsOf({ reuse }),
        backend: fakeBackend(),
        journal: { ...known, append },
        status: quiet,
        subjects: openQuestions(askedQuestions([run], {}), known),
        signal: aborting.signal,
      });
      costs.push(sitting);
    }
    return { entries, costs };
  }

  it('give the same verdicts with and without reuse, in one sitting or in several', async () => {
    const whole = await sittings(true, Infinity);
    const { sha256 } = canonicalVerdicts(whole.entries);
    const groups = prepareSubject(run, run.prompts, settingsOf()).groups;
    expect(new Set(groups.map(({ prefix }) => prefix.length)).size).toBeGreaterThan(2);
    expect(whole.costs.map(({ tokensReused }) => tokensReused > 0)).toEqual([true]);
    for (const [reuse, stopAfter, count] of [
      [false, Infinity, 1],
      [true, 5, 5],
      [true, 1, 24],
    ] as const) {
      const { entries, costs } = await sittings(reuse, stopAfter);
      expect(costs).toHaveLength(count);
      expect(entries).toHaveLength(questions.length);
      expect(canonicalVerdicts(entries).sha256).toBe(sha256);
    }
  });

  it('make every question pay for no more than its prompt, and all for no less than the minimum', async () => {
    const { entries, costs } = await sittings(true, Infinity);
    for (const { tokensComputed, tokensReused, promptTokens } of entries) {
      expect(tokensComputed + tokensReused).toBe(promptTokens);
    }
    const [{ tokensComputed, minimumTokens } = { tokensComputed: 0, minimumTokens: 0 }] = costs;
    expect(tokensComputed).toBe(entries.reduce((sum, entry) => sum + entry.tokensComputed, 0));
    expect(tokensComputed).toBeGreaterThanOrEqual(minimumTokens);
    expect(tokensComputed / minimumTokens).toBeLessThan(1.02);
  });
});

describe('prompts that are too long', () => {
  it('leave room for letters of several tokens', async () => {
    // Each character by itself: a space and a letter are two tokens.
    const spaced = {
      ...tokenizer,
      encode: (text: string) => Array.from(text).flatMap((one) => tokenizer.encode(one)),
    };
    const run = subjectRun('mmlu', 'lm-eval-1');
    const settings = settingsOf({ tokenizer: spaced, contextLength: 100 });
    const prepared = prepareSubject(run, run.prompts, settings);
    expect(prepared.planned[0]?.letterIds.map((ids) => ids.length)).toEqual([2, 2, 2, 2]);
    expect(prepared.planned.map(({ ids }) => ids.length)).toEqual(run.prompts.map(() => 98));
    const backend = fakeBackend({ contextLength: 100 });
    for await (const score of backend.score(prepared.groups, new AbortController().signal)) {
      expect(score.status).toBe('scored');
    }
  });
});
