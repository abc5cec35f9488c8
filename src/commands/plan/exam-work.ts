import { type CallSettings, callsOf, type GraphCall } from '../../backends/onnx/calls.ts';
import { computedTokens, planGroups } from '../../engine/plan.ts';
import type { TokenSettings } from '../run/prepare.ts';
import type { AskedSubject } from '../run/share.ts';
import { subjectTokens } from './subject-tokens.ts';

/** Prompts that are tokenised for a plan, a subject's share of them at least `FEWEST`: about a second's work. */
const SAMPLE = 600;
const FEWEST = 4;

/** What an exam of a run asks of a model. */
export interface ExamWork {
  readonly benchmark: string;
  readonly subjects: number;
  readonly questions: number;
  /** How many prompts were tokenised; where that is all of them, nothing is estimated. */
  readonly tokenised: number;
  readonly tokens: {
    /** Of all prompts, each as a whole. */
    readonly withoutReuse: number;
    /** Those that are computed where what prompts share is computed once. */
    readonly withReuse: number;
    /** Those that the run computes. */
    readonly computed: number;
  };
  /** In the order in which the run makes them. */
  readonly calls: readonly GraphCall[];
  /** Seconds for tokenising the prompts. */
  readonly tokenising: number;
}

/** What each exam of a run asks of a model, in the order of the run. */
export async function examWorks(
  asked: readonly AskedSubject[],
  settings: TokenSettings,
  calling: CallSettings,
): Promise<readonly ExamWork[]> {
  const most = Math.max(FEWEST, Math.floor(SAMPLE / Math.max(1, asked.length)));
  const exams = new Map<string, ExamWork>();
  for (const subject of asked) {
    const work = await subjectWork(subject, { settings, calling, most });
    const before = exams.get(work.benchmark);
    exams.set(work.benchmark, before === undefined ? work : sum(before, work));
  }
  return [...exams.values()];
}

interface Asking {
  readonly settings: TokenSettings;
  readonly calling: CallSettings;
  readonly most: number;
}

async function subjectWork(subject: AskedSubject, { settings, calling, most }: Asking): Promise<ExamWork> {
  const { run, asked } = subject;
  const { prompts, tokenised, secondsPerToken } = subjectTokens(subject, settings, most);
  const options = { subject: run.subject, kind: run.rules.score, reuse: settings.reuse };
  const { calls, tokensComputed } = await callsOf(planGroups(prompts, options), calling);
  const withReuse = computedTokens(planGroups(prompts, { ...options, reuse: true }));
  const withoutReuse = prompts.reduce((total, { ids }) => total + ids.length, 0);
  return {
    benchmark: run.benchmark.id,
    subjects: 1,
    questions: asked.length,
    tokenised,
    tokens: { withoutReuse, withReuse, computed: tokensComputed },
    calls,
    tokenising: withReuse * secondsPerToken,
  };
}

function sum(a: ExamWork, b: ExamWork): ExamWork {
  return {
    benchmark: a.benchmark,
    subjects: a.subjects + b.subjects,
    questions: a.questions + b.questions,
    tokenised: a.tokenised + b.tokenised,
    tokens: {
      withoutReuse: a.tokens.withoutReuse + b.tokens.withoutReuse,
      withReuse: a.tokens.withReuse + b.tokens.withReuse,
      computed: a.tokens.computed + b.tokens.computed,
    },
    calls: [...a.calls, ...b.calls],
    tokenising: a.tokenising + b.tokenising,
  };
}
