import { type CallSettings, callsOf, type GraphCall } from '../../backends/onnx/calls.ts';
import { computedTokens, minimumTokens, planGroups, scoringOnly } from '../../engine/plan.ts';
import type { TokenSettings } from '../run/prepare.ts';
import type { SubjectShare } from '../run/share.ts';
import { subjectTokens } from './subject-tokens.ts';

/** Prompts that are tokenised for a plan, a subject's share of them at least `FEWEST`: about a second's work. */
const SAMPLE = 600;
const FEWEST = 4;

/** What an exam of a run asks of a model. */
export interface ExamWork {
  readonly benchmark: string;
  readonly subjects: number;
  readonly questions: number;
  /** How many prompts were tokenised, those that run beside a shard's among them. */
  readonly tokenised: number;
  /** Whether the tokens of others are estimated. */
  readonly estimated: boolean;
  readonly tokens: {
    /** Of all prompts, each as a whole. */
    readonly withoutReuse: number;
    /** Those that are computed where what prompts share is computed once. */
    readonly withReuse: number;
    /** Those that the run computes. */
    readonly computed: number;
  };
  /** Of each subject, in the order in which the run makes them. */
  readonly calls: readonly (readonly GraphCall[])[];
  /** Seconds for tokenising the prompts. */
  readonly tokenising: number;
}

/** What each exam of a run asks of a model, in the order of the run. */
export async function examWorks(
  shares: readonly SubjectShare[],
  settings: TokenSettings,
  calling: CallSettings,
): Promise<readonly ExamWork[]> {
  const most = Math.max(FEWEST, Math.floor(SAMPLE / Math.max(1, shares.length)));
  const exams = new Map<string, ExamWork>();
  for (const share of shares) {
    const work = await shareWork(share, { settings, calling, most });
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

async function shareWork(share: SubjectShare, { settings, calling, most }: Asking): Promise<ExamWork> {
  const { run, asked, whole } = share;
  const { prompts, tokenised, secondsPerToken } = subjectTokens(share, settings, most);
  const options = { subject: run.subject, kind: run.rules.score, reuse: settings.reuse };
  const open = new Set(asked.map(({ question }) => question.id));
  const { calls, tokensComputed } = await callsOf(scoringOnly(planGroups(prompts, options), open), calling);
  const own = prompts.filter(({ questionId }) => open.has(questionId));
  const withReuse = settings.reuse
    ? tokensComputed
    : computedTokens(planGroups(own, { ...options, reuse: true }));
  const withoutReuse = own.reduce((total, { ids }) => total + ids.length, 0);
  return {
    benchmark: run.benchmark.id,
    subjects: 1,
    questions: asked.length,
    tokenised,
    estimated: tokenised < whole.length,
    tokens: { withoutReuse, withReuse, computed: tokensComputed },
    calls: [calls],
    tokenising: minimumTokens(prompts) * secondsPerToken,
  };
}

function sum(a: ExamWork, b: ExamWork): ExamWork {
  return {
    benchmark: a.benchmark,
    subjects: a.subjects + b.subjects,
    questions: a.questions + b.questions,
    tokenised: a.tokenised + b.tokenised,
    estimated: a.estimated || b.estimated,
    tokens: {
      withoutReuse: a.tokens.withoutReuse + b.tokens.withoutReuse,
      withReuse: a.tokens.withReuse + b.tokens.withReuse,
      computed: a.tokens.computed + b.tokens.computed,
    },
    calls: [...a.calls, ...b.calls],
    tokenising: a.tokenising + b.tokenising,
  };
}
