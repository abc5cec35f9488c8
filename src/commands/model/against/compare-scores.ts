import type { Backend } from '../../../backends/backend.ts';
import type { PlannedPrompt } from '../../../engine/plan.ts';
import type { InputError } from '../../../errors.ts';
import { sha256 } from '../../../fingerprint.ts';
import type { Score } from '../../../records.ts';
import {
  type Agreement,
  agreementOf,
  type QuestionAgreement,
  sumAgreement,
} from '../../../scoring/agreement.ts';
import { judge } from '../../../scoring/judge.ts';
import type { SubjectRun } from '../../exams.ts';
import type { LocalModel } from '../../run/model.ts';
import { type PreparedQuestion, prepareSubject, type TokenSettings } from '../../run/prepare.ts';
import { tokenWithoutRow } from '../missing-rows.ts';
import { openBackend } from '../open-backend.ts';
import { askedOf, type Ask, subjectOf } from './asks.ts';
import { openAsked } from './open-asked.ts';
import type { ReferenceScore } from './read-references.ts';

export interface Comparison {
  readonly model: LocalModel;
  /** As `--data`. */
  readonly data: string | undefined;
  readonly references: readonly ReferenceScore[];
  readonly threads?: number | undefined;
  /** Hears of each question once it has been dealt with. */
  readonly onQuestion?: (subject: string) => void;
}

/** A question whose scores say nothing, because something before them differs already. */
export interface NotCompared {
  readonly questionId: string;
  readonly reason: string;
}

/** What came out of comparing scores with a reference. */
export interface ComparedScores {
  /** By exam, in the order of the references. */
  readonly exams: ReadonlyMap<string, Agreement>;
  readonly notCompared: readonly NotCompared[];
}

/**
 * Scores the questions of reference scores and compares letter by letter. Prompts are compared by SHA-256, and token ids
 * and letter ids where the reference has them; where these differ, or there is no such subject or question, it is not
 * compared. The model's context doesn't shorten prompts here, since the reference cut nothing either.
 * Throws InputError where the model can't be used, or no subject can be read.
 */
export async function compareScores(comparison: Comparison): Promise<ComparedScores> {
  const { model, data, references, threads, onQuestion } = comparison;
  const { contextLength: own, prefixReuse, vocabSize } = model.folder.manifest;
  const contextLength = references.reduce((most, { tokens = 0 }) => Math.max(most, tokens + 1), own);
  const backend = await openBackend(model.folder, { contextLength, threads });
  const found = new Map<string, QuestionAgreement[]>();
  const notCompared: NotCompared[] = [];
  const allFaults: InputError[] = [];
  try {
    for (const ask of askedOf(references)) {
      const settings = {
        tokenizer: model.tokenizer,
        contextLength,
        letters: ask.letters,
        maxTokens: undefined,
        reuse: prefixReuse,
      };
      const missing = new Map(ask.references);
      const { runs, faults } = await openAsked(ask, data);
      allFaults.push(...faults.values());
      for (const run of runs) {
        const agreements = found.get(run.benchmark.id) ?? [];
        found.set(run.benchmark.id, agreements);
        for await (const outcome of compareSubject(run, ask, { backend, settings, rows: vocabSize })) {
          missing.delete(outcome.questionId);
          if ('reason' in outcome) notCompared.push(outcome);
          else agreements.push(outcome);
          onQuestion?.(subjectOf(outcome.questionId));
        }
      }
      for (const questionId of missing.keys()) {
        const reason = faults.get(subjectOf(questionId))?.message ?? 'the data has no such question';
        notCompared.push({ questionId, reason });
      }
    }
  } finally {
    await backend.close();
  }
  const [fault] = allFaults;
  if (fault !== undefined && found.size === 0) throw fault;
  return {
    exams: new Map([...found].map(([exam, questions]) => [exam, sumAgreement(questions)])),
    notCompared,
  };
}

interface Means {
  readonly backend: Backend;
  readonly settings: TokenSettings;
  /** Of the output matrix. */
  readonly rows: number;
}

async function* compareSubject(
  run: SubjectRun,
  { references }: Ask,
  { backend, settings, rows }: Means,
): AsyncIterable<QuestionAgreement | NotCompared> {
  const asked = run.prompts.filter(({ question }) => references.has(question.id));
  const whole = prepareSubject(run, asked, settings);
  const planned = new Map(whole.planned.map((one) => [one.questionId, one]));
  const differing = new Set<string>();
  for (const [questionId, question] of whole.questions) {
    const reference = references.get(questionId);
    const plan = planned.get(questionId);
    const reason =
      reference === undefined
        ? null
        : (differenceBefore(question, plan, reference) ??
          (plan === undefined ? null : tokenWithoutRow(plan, rows, settings.tokenizer)));
    if (reason === null) continue;
    differing.add(questionId);
    yield { questionId, reason };
  }
  const comparable = asked.filter(({ question }) => !differing.has(question.id));
  const { groups, questions } = differing.size === 0 ? whole : prepareSubject(run, comparable, settings);
  for await (const score of backend.score(groups, new AbortController().signal)) {
    const question = questions.get(score.questionId);
    const reference = references.get(score.questionId);
    if (question === undefined || reference === undefined)
      throw new RangeError(`${score.questionId} was not asked for`);
    yield compareQuestion(score, question, reference);
  }
}

function compareQuestion(
  score: Score,
  { question }: PreparedQuestion,
  reference: ReferenceScore,
): QuestionAgreement | NotCompared {
  if (score.status === 'failed') return { questionId: score.questionId, reason: score.reason };
  return agreementOf(score.scores, judge(score, null, question.letters), reference);
}

/** What differs before any score, or null. */
function differenceBefore(
  { prompt, fault }: PreparedQuestion,
  planned: PlannedPrompt | undefined,
  reference: ReferenceScore,
): string | null {
  if (prompt.sha256 !== reference.promptSha256)
    return `another prompt: ${prompt.sha256} here, ${reference.promptSha256} in the reference`;
  if (fault !== null) return fault.reason;
  if (planned === undefined) throw new RangeError('a question with letters is planned');
  const { ids } = planned;
  if (reference.tokens !== undefined && ids.length !== reference.tokens)
    return `other token ids: ${ids.length} tokens here, ${reference.tokens} in the reference`;
  const own = sha256(ids.join(','));
  if (reference.idsSha256 !== undefined && own !== reference.idsSha256)
    return `other token ids: ${own} here, ${reference.idsSha256} in the reference`;
  const letterIds = planned.letterIds.flat();
  if (reference.letterIds !== undefined && letterIds.join() !== reference.letterIds.join())
    return `other letter ids: ${letterIds.join(', ')} here, ${reference.letterIds.join(', ')} in the reference`;
  return null;
}
