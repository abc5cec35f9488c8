import type { RunPlan } from '../../config/run-plan.ts';
import { formatDuration } from '../../engine/progress.ts';
import type { OpenRun } from '../../results/run-folder.ts';
import { openUnchanged } from '../model/open-backend.ts';
import { longestPrompt } from './longest.ts';
import type { LocalModel } from './model.ts';
import { assertRows } from './rows.ts';
import { checkModelAnswers } from './preflight.ts';
import type { TokenSettings } from './prepare.ts';
import { loadingOf } from './replicas.ts';
import { openQuestions, scoreSubjects, type Sitting } from './score.ts';
import { type SubjectShare, wholeSubjects } from './share.ts';
import type { RunWatch } from './status.ts';

/** A run that is open, and what it asks. */
interface Job {
  readonly plan: RunPlan;
  readonly model: LocalModel;
  readonly asked: readonly SubjectShare[];
  readonly settings: TokenSettings;
  readonly watch: RunWatch;
  readonly run: OpenRun;
}

/**
 * Loads the model and scores what the journal does not have yet; null where it has everything.
 * Throws InputError where the model has no rows for a prompt's tokens, does not fit into memory, can't be loaded or gives no numbers.
 */
export async function scoreOpenQuestions({
  plan,
  model,
  asked,
  settings,
  watch,
  run,
}: Job): Promise<Sitting | null> {
  const { status, signal } = watch;
  const open = openQuestions(asked, run.journal);
  const known = run.journal.entries.length;
  if (open.length === 0) {
    status.say(`nothing left to do: all ${known} questions are in the journal`);
    return null;
  }
  if (known > 0) status.say(`resuming: ${known} questions are in the journal`);
  // What is done, or another shard's, runs beside what is open.
  const running = wholeSubjects(open);
  assertRows(running, settings, model.folder.manifest.vocabSize);
  const longest = longestPrompt(running, settings);
  const { replicas, text } = loadingOf(model.folder, { plan, subjects: open, longest });
  status.say(`loading the weights; threads: ${text}`);
  const backend = await openUnchanged(model.folder, { replicaThreads: replicas });
  try {
    await checkModelAnswers(
      { backend, folder: model.folder },
      asked.map((one) => one.run),
      settings,
    );
    const { journal } = run;
    const sitting = await scoreSubjects({ subjects: open, settings, backend, journal, status, signal });
    const { prefixReuse } = model.folder.manifest;
    for (const line of costLines(sitting, prefixReuse)) status.say(line);
    return sitting;
  } finally {
    await backend.close();
  }
}

/** Wall time, rate, memory, and how near the tokens computed are to the fewest possible where a model can share any. */
function costLines(sitting: Sitting, prefixReuse: boolean): readonly string[] {
  const { questions, tokensComputed, tokensReused, minimumTokens, seconds } = sitting;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const ratio = minimumTokens === 0 ? '-' : (tokensComputed / minimumTokens).toFixed(3);
  return [
    `${questions} question${questions === 1 ? '' : 's'} in ${formatDuration(seconds)}, ${(questions / seconds).toFixed(2)} questions/s, peak memory ${megabytes} MB`,
    `tokens computed ${tokensComputed}, reused ${tokensReused}${prefixReuse ? `; computed / minimum ${ratio}` : ''}`,
  ];
}
