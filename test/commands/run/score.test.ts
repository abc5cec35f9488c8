import { describe, expect, it } from 'vitest';
import { fakeBackend } from '../../../src/backends/fake.ts';
import { openQuestions, scoreSubjects } from '../../../src/commands/run/score.ts';
import { askedQuestions } from '../../../src/commands/run/share.ts';
import { prepareSubject } from '../../../src/commands/run/prepare.ts';
import { InputError } from '../../../src/errors.ts';
import type { JournalEntry } from '../../../src/records.ts';
import type { Journal } from '../../../src/results/journal.ts';
import { entryOf } from '../../results/records.ts';
import { settingsOf, subjectRun, tokenizer } from './subject-runs.ts';

const quiet = { say: () => {}, progress: () => {}, done: () => {} };

function journalOf(entries: readonly JournalEntry[] = []): Journal {
  return { entries, append: async () => {}, appendAll: async () => {}, close: async () => {} };
}

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

  it('counts no minimum for questions that were never computed', async () => {
    const failed = run.prompts[0]?.question.id ?? '';
    const backend = fakeBackend({ fail: new Map([[failed, 'no']]) });
    const subjects = [{ run, left: run.prompts.slice(0, 1) }];
    const job = { settings: settingsOf(), backend, journal: journalOf(), status: quiet, subjects };
    const sitting = await scoreSubjects({ ...job, signal: new AbortController().signal });
    expect([sitting.tokensComputed, sitting.minimumTokens]).toEqual([0, 0]);
  });

  it('asks what the journal lacks, up to the limit, and refuses a journal of other questions', () => {
    const ids = run.prompts.map(({ question }) => question.id);
    const journal = journalOf([entryOf(0, { id: ids[0] ?? '' })]);
    const [open] = openQuestions(askedQuestions([run], { limit: 2 }), journal);
    expect(open?.left.map(({ question }) => question.id)).toEqual(ids.slice(1, 2));
    const stray = journalOf([entryOf(0, { id: `${ids[0]}9` })]);
    expect(() => openQuestions(askedQuestions([run], {}), stray)).toThrow(InputError);
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
