import type { RunPlan } from '../../config/run-plan.ts';
import { PRECISIONS } from '../../precision.ts';
import { countFlips, type Flips } from '../../scoring/flips.ts';
import { type Answered, answersOf, compareAnswers } from '../model/flips/sample.ts';
import { flipsLine } from './fp32-sample.ts';
import { longestPrompt } from './longest.ts';
import type { LocalModel } from './model.ts';
import { openPlanned } from './open-planned.ts';
import type { TokenSettings } from './prepare.ts';
import { loadingOf } from './replicas.ts';
import { sampleOf } from './sample-questions.ts';
import { type AskedSubject, questionCount } from './share.ts';
import type { RunWatch } from './status.ts';

/** The largest share of answers that a precision may change to be chosen for its speed. */
const MOST_FLIPS = 0.005;

/** What is asked, and in what it was opened to ask it. */
interface Choice {
  readonly plan: RunPlan;
  /** The model in fp32. */
  readonly reference: LocalModel;
  readonly asked: readonly AskedSubject[];
  readonly settings: TokenSettings;
  readonly watch: RunWatch;
}

/** A model in the precision that was chosen, and how many answers that changes; null for fp32. */
export interface ChosenModel {
  readonly model: LocalModel;
  readonly flips: Flips | null;
}

/**
 * The model in the fastest precision that changes at most 0.5 % of a sample's answers, by asking the sample in fp32 and then in
 * the others, from the one with the fewest products on, until one is faster and exact enough; fp32 where there is nothing to ask.
 * Throws InputError where the model can't be built in one of them or doesn't fit into memory, and the signal's reason once that is aborted.
 */
export async function fastestModel({
  plan,
  reference,
  asked,
  settings,
  watch,
}: Choice): Promise<ChosenModel> {
  const { status, signal } = watch;
  const sample = sampleOf(asked);
  // Without a question nothing tells precisions apart.
  if (sample.length === 0) return { model: reference, flips: null };
  const longest = longestPrompt(asked, settings);
  const ask = async ({ folder }: LocalModel): Promise<Answered> => {
    // As the run would load it: some precisions gain more from several copies than others.
    const { replicas } = loadingOf(folder, { plan, subjects: asked, longest });
    const answered = await answersOf(folder, { asked: sample, settings, replicaThreads: replicas, signal });
    // What was asked until then says nothing of the rest.
    signal.throwIfAborted();
    return answered;
  };
  status.say(`asking ${questionCount(sample)} of the questions in fp32 and others, to choose a precision`);
  const exact = await ask(reference);
  for (const precision of PRECISIONS.toReversed()) {
    if (precision === 'fp32') continue;
    const model = await openPlanned(plan, precision, watch);
    const { answers, seconds } = await ask(model);
    const flips = countFlips(compareAnswers(exact.answers, answers));
    const speed = exact.seconds / seconds;
    status.say(`${flipsLine(precision, flips)}, and is ${speed.toFixed(2)} times as fast`);
    if (speed > 1 && flips.questions > 0 && flips.flips <= MOST_FLIPS * flips.questions) {
      status.say(`chosen: ${precision}`);
      return { model, flips };
    }
  }
  status.say('chosen: fp32');
  return { model: reference, flips: null };
}
