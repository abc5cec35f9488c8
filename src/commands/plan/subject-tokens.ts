import { minimumTokens, type PlannedPrompt } from '../../engine/plan.ts';
import { fitPrompt, prepareSubject, type TokenSettings } from '../run/prepare.ts';
import type { SubjectShare } from '../run/share.ts';
import { spread } from '../run/spread.ts';
import { lineTokenizer } from './line-tokenizer.ts';

/** A subject's prompts in tokens, real or estimated. */
export interface SubjectTokens {
  /** A prompt for each question of the whole subject that has letter ids. */
  readonly prompts: readonly PlannedPrompt[];
  /** How many were tokenised; those of the others are estimated. */
  readonly tokenised: number;
  /** Seconds for tokenising them, for each token that is computed: what was tokenised before is mostly remembered. */
  readonly secondsPerToken: number;
}

/**
 * The prompts of a whole subject as a run would have them, whatever its share. At most `most` of them, evenly spread, are tokenised; the lines of
 * those teach how long the others are.
 */
export function subjectTokens(
  { run, whole }: SubjectShare,
  settings: TokenSettings,
  most: number,
): SubjectTokens {
  const chosen = spread(whole, most);
  const begun = performance.now();
  const { planned } = prepareSubject(run, chosen, settings);
  const seconds = (performance.now() - begun) / 1000;
  const known = {
    tokenised: chosen.length,
    secondsPerToken: seconds / Math.max(1, minimumTokens(planned)),
  };
  const [first] = planned;
  if (chosen.length === whole.length || first === undefined) return { ...known, prompts: planned };
  const texts = chosen.map((exam) => exam.render(exam.shotIds.length).text);
  const guessing = { ...settings, tokenizer: lineTokenizer(settings.tokenizer, texts) };
  const prompts = whole.map((exam) => ({
    questionId: exam.question.id,
    ids: fitPrompt(exam, run.rules, guessing).ids,
    letterIds: first.letterIds,
  }));
  return { ...known, prompts };
}
