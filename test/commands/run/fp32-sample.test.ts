import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { benchmarks } from '../../../src/benchmarks/index.ts';
import * as samples from '../../../src/commands/model/flips/sample.ts';
import { openExams } from '../../../src/commands/open-exams.ts';
import { fastestModel } from '../../../src/commands/run/fastest-model.ts';
import { flipsAgainstFp32 } from '../../../src/commands/run/fp32-sample.ts';
import type { LocalModel } from '../../../src/commands/run/model.ts';
import { openPlanned } from '../../../src/commands/run/open-planned.ts';
import type { TokenSettings } from '../../../src/commands/run/prepare.ts';
import { sampleOf } from '../../../src/commands/run/sample-questions.ts';
import { type AskedSubject, askedQuestions } from '../../../src/commands/run/share.ts';
import { makeRunPlan, type RunPlan } from '../../../src/config/run-plan.ts';
import { findRecipe } from '../../../src/recipes/index.ts';
import { InputError } from '../../../src/errors.ts';
import type { JournalEntry } from '../../../src/records.ts';
import type { RunRecord } from '../../../src/results/run-record.ts';
import { entryOf, runRecordOf } from '../../results/records.ts';

const memory = vi.hoisted(() => ({ bytes: Number.POSITIVE_INFINITY, by: 'machine' as const }));
vi.mock('../../../src/machine/memory.ts', () => ({ memoryBound: () => memory }));

const ROOT = resolve(import.meta.dirname, '../../..');
const cache = mkdtempSync(join(tmpdir(), 'fiveshot-fp32-sample-'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  memory.bytes = Number.POSITIVE_INFINITY;
});

const watch = {
  status: { say: (line: string) => void said.push(line), progress: () => {}, done: () => {} },
  signal: new AbortController().signal,
};

let plan: RunPlan;
let model: LocalModel;
let asked: readonly AskedSubject[];
let settings: TokenSettings;
/** What fp32 answers to the sample. */
let exact: readonly JournalEntry[];

beforeAll(async () => {
  vi.stubEnv('FIVESHOT_CACHE', cache);
  const flags = {
    model: join(ROOT, 'models/tiny-reader'),
    data: join(ROOT, 'datasets/samples'),
    tasks: ['mmlu/sociology', 'mmlu/philosophy'],
    precision: 'int8',
  } as const;
  plan = makeRunPlan({ flags: { ...flags, tasks: [...flags.tasks] }, file: {}, benchmarks, findRecipe });
  asked = askedQuestions(await openExams({ ...plan, split: plan.split, shots: plan.shots }), {});
  model = await openPlanned(plan, 'fp32', watch);
  const { contextLength } = model.folder.manifest;
  settings = {
    tokenizer: model.tokenizer,
    contextLength,
    letters: undefined,
    maxTokens: undefined,
    reuse: true,
  };
  const sample = { asked: sampleOf(asked), settings, threads: 1, signal: watch.signal };
  const { answers } = await samples.answersOf(model.folder, sample);
  exact = [...answers].map(([id, answer], index) => entryOf(index, { id, ...answer }));
});

const compared = (
  entries: readonly JournalEntry[],
  changes: Partial<RunPlan> = {},
  flips?: RunRecord['flips'],
) =>
  flipsAgainstFp32({
    plan: { ...plan, ...changes },
    record: { ...runRecordOf({ precision: 'int8' }), ...(flips && { flips }) },
    entries,
    asked,
    settings,
    watch,
  });

/** A shard that has no question. */
const none = (): AskedSubject[] => asked.map(({ run }) => ({ run, asked: [] }));

/** The same answers, but for another letter in the first so many. */
const changed = (count: number): JournalEntry[] =>
  exact.map((entry, index) =>
    index < count ? { ...entry, chosen: entry.chosen === 'A' ? 'B' : 'A' } : entry,
  );

describe('the answers of a run against those of fp32', () => {
  it.each([0, 1, 5])('differ in the %i that were changed', async (count) => {
    expect(exact.length).toBeGreaterThanOrEqual(16);
    expect(await compared(changed(count))).toMatchObject({ questions: exact.length, flips: count });
  });

  it('are counted where both have one', async () => {
    expect(await compared(changed(3).slice(2))).toMatchObject({ questions: exact.length - 2, flips: 1 });
  });

  it('are not asked for where nobody wants to know, or where fp32 or another program made them', async () => {
    expect(await compared(exact, { compare: false })).toBeNull();
    for (const precision of ['fp32', 'onnx-fp16']) {
      const record = runRecordOf({ precision });
      expect(await flipsAgainstFp32({ plan, record, entries: exact, asked, settings, watch })).toBeNull();
    }
    expect(said).toEqual([]);
  });

  it('are asked for again where fewer were compared before than now have an answer', async () => {
    const known = { questions: exact.length - 1, flips: 0, sure: 0 };
    expect(await compared(changed(2), {}, known)).toMatchObject({ questions: exact.length, flips: 2 });
    said.length = 0;
    expect(await compared(changed(2).slice(1), {}, known)).toBeNull();
    expect(said).toEqual([]);
  });

  it('are not asked for where there are no questions', async () => {
    const record = runRecordOf({ precision: 'int8' });
    expect(await flipsAgainstFp32({ plan, record, entries: [], asked: none(), settings, watch })).toBeNull();
    expect(said).toEqual([]);
  });

  it('are not asked for where fp32 is built already and does not fit into memory', async () => {
    memory.bytes = 1000;
    expect(await compared(exact)).toBeNull();
    expect(said.at(-1)).toMatch(
      /^not compared with fp32: The model needs at least [\d.]+ GB .* and this machine has 0\.00 GB/,
    );
  });
});

/** Two hundred answers, of which some have another letter, in so many seconds. */
const answered = (others: number, seconds: number): samples.Answered => ({
  answers: new Map(
    Array.from({ length: 200 }, (_, at) => {
      const isOther = at < others;
      return [`q${at}`, { scores: isOther ? [0, 1] : [1, 0], chosen: isOther ? 'B' : 'A' }] as const;
    }),
  ),
  seconds,
});

describe('choosing a precision', () => {
  it('takes fp32 where there are no questions, and measures nothing', async () => {
    const chosen = await fastestModel({ plan, reference: model, asked: none(), settings, watch });
    expect(chosen).toEqual({ model, flips: null });
    expect(said).toEqual([]);
  });

  it.each([
    ['int8 where it is faster and changes one of 200', [1, 9], [0, 9.5], 'int8', 1],
    ['int8x3 where int8 changes more', [2, 1], [1, 9.9], 'int8x3', 1],
    ['int8x3 where int8 is no faster', [0, 10], [0, 9], 'int8x3', 0],
    ['fp32 where the others change more, or are no faster', [2, 1], [0, 11], 'fp32', null],
  ] as const)('takes %s', async (_, int8, int8x3, precision, flips) => {
    const ask = vi.spyOn(samples, 'answersOf').mockImplementation(async ({ manifest }) => {
      const figures = { fp32: [0, 10], int8, int8x3 }[manifest.precision as 'fp32' | 'int8' | 'int8x3'];
      return answered(figures[0], figures[1]);
    });
    const chosen = await fastestModel({ plan, reference: model, asked, settings, watch });
    ask.mockRestore();
    expect(chosen.model.folder.manifest.precision).toBe(precision);
    expect(chosen.flips?.flips ?? null).toBe(flips);
    expect(said.at(-1)).toBe(`chosen: ${precision}`);
  });

  it('is refused where a model that is built already does not fit into memory', async () => {
    memory.bytes = 1000;
    const choice = { plan, reference: model, asked, settings, watch };
    await expect(fastestModel(choice)).rejects.toThrow(InputError);
  });

  it('ends with the reason of an abort in the middle of a sample, and chooses nothing by half of it', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const status = {
      ...watch.status,
      say: (line: string) => {
        if (line.endsWith(' int8')) setTimeout(() => stop.abort(reason), 0);
      },
    };
    const choice = { plan, reference: model, asked, settings, watch: { status, signal: stop.signal } };
    await expect(fastestModel(choice)).rejects.toBe(reason);
  });
});
