import { minimumTokens, type PlannedPrompt } from '../../engine/plan.ts';
import { fitPrompt, prepareSubject, type TokenSettings } from '../run/prepare.ts';
import type { AskedSubject } from '../run/share.ts';
import { spread } from '../run/spread.ts';
import { lineTokenizer } from './line-tokenizer.ts';

/** A subject's prompts in tokens, real or estimated. */
export interface SubjectTokens {
  /** A prompt for each question that has letter ids. */
  readonly prompts: readonly PlannedPrompt[];
  /** How many were tokenised; where that is all of them, nothing is estimated. */
  readonly tokenised: number;
  /** Seconds for tokenising them, for each token that is computed: what was tokenised before is mostly remembered. */
  readonly secondsPerToken: number;
}

/**
 * The prompts of a subject as a run would have them. At most `most` of them, evenly spread, are tokenised; the lines of
 * those teach how long the others are.
 */
export function subjectTokens(
  { run, asked }: AskedSubject,
  settings: TokenSettings,
  most: number,
): SubjectTokens {
  const chosen = spread(asked, most);
  const begun = performance.now();
  const { planned } = prepareSubject(run, chosen, settings);
  const seconds = (performance.now() - begun) / 1000;
  const known = {
    tokenised: chosen.length,
    secondsPerToken: seconds / Math.max(1, minimumTokens(planned)),
  };
  const [first] = planned;
  if (chosen.length === asked.length || first === undefined) return { ...known, prompts: planned };
  const texts = chosen.map((exam) => exam.render(exam.shotIds.length).text);
  const guessing = { ...settings, tokenizer: lineTokenizer(settings.tokenizer, texts) };
  const prompts = asked.map((exam) => ({
    questionId: exam.question.id,
    ids: fitPrompt(exam, run.rules, guessing).ids,
    letterIds: first.letterIds,
  }));
  return { ...known, prompts };
}
