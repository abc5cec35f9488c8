import { compareFiles } from '../../builder/compare-files.ts';
import { checkFlags } from '../../config/flags.ts';
import { InputError } from '../../errors.ts';
import type { Precision } from '../../precision.ts';
import { printJson, printLine, printNote, printTable } from '../print.ts';
import { assertUnchanged, openModel } from '../run/model.ts';
import { type AgainstFlags, readComparison, verifyAgainst } from './against/command.ts';
import { findModel } from './find-model.ts';
import { type FlipFlags, flipsCommand } from './flips/command.ts';
import { LETTERS } from './fixed-prompt.ts';
import { builtModel } from './model-cache.ts';
import { type FixedScore, scoreFixed } from './score-fixed.ts';

/**
 * Compares a folder's files with their hashes and, where all agree, scores the fixed prompts, or with `--against` the
 * questions of a reference; with `--precision` counts the answers that it changes. Exit code 1 where a file has changed, no
 * prompt could be scored, or scores are not the reference's.
 * Throws InputError where the model gives no numbers.
 */
export async function verifyCommand(
  flags: Omit<AgainstFlags, 'against'> &
    Omit<FlipFlags, 'precision'> & {
      readonly against: string | undefined;
      readonly precision: Precision | undefined;
    },
): Promise<number> {
  const { against, precision } = flags;
  if (precision !== undefined) {
    refuseBeside(flags);
    return flipsCommand({ ...flags, precision });
  }
  checkFlags(flags);
  refuseWithoutReference(flags);
  const asked = against === undefined ? null : readComparison({ ...flags, against });
  const { path, name } = await findModel(flags.model, { say: printNote });
  const onBuild = (out: string, work: string): void => printNote(`${work} ${name} once, into ${out}`);
  const model = await openModel(await builtModel(path, { name, onBuild, onWait: printNote }), name);
  if (asked !== null) {
    await assertUnchanged(model.folder);
    return verifyAgainst(model, asked);
  }
  const files = await compareFiles(model.folder);
  const changed = files.filter(({ same }) => !same);
  const scores = changed.length === 0 ? await scoreFixed(model, flags.threads) : [];
  if (flags.json === true) printJson({ model: flags.model, files, prompts: scores });
  else printFindings(files, scores);
  return scores.some(({ fault }) => fault === null) ? 0 : 1;
}

/** Flags that mean nothing where another precision is compared with fp32. */
function refuseBeside(flags: Readonly<Record<string, unknown>>): void {
  const other = ['against', 'tolerance'].find((name) => flags[name] !== undefined);
  if (other !== undefined)
    throw new InputError(`--${other} compares with a file, --precision with fp32: leave one of them out.`);
  if (flags['tasks'] === undefined)
    throw new InputError('--precision needs --tasks, the exams to take a sample of, such as ceval,mmlu.');
}

/** Flags that mean nothing by themselves. */
function refuseWithoutReference(flags: Readonly<Record<string, unknown>>): void {
  if (flags['tasks'] !== undefined)
    throw new InputError('--tasks needs --precision, the precision to compare with fp32.');
  const alone = ['data', 'tolerance', 'limit'].find((name) => flags[name] !== undefined);
  if (flags['against'] === undefined && alone !== undefined) {
    throw new InputError(`--${alone} needs --against, the file of reference scores to compare with.`);
  }
}

function printFindings(
  files: readonly { readonly name: string; readonly same: boolean }[],
  scores: readonly FixedScore[],
): void {
  for (const { name, same } of files) printLine(`${same ? 'same   ' : 'CHANGED'} ${name}`);
  console.log('');
  if (scores.length === 0) {
    console.log('not scored: files have changed since the model was built; build the model folder again');
    return;
  }
  printTable(
    [
      'prompt',
      'tokens',
      ...LETTERS.map((letter, index) => `${letter} (${scores[0]?.letterIds[index]?.join('+') ?? ''})`),
    ],
    scores.map(({ ids, logits }, index) =>
      [`${index + 1}`, `${ids.length}`].concat(
        LETTERS.map((_, letter) => logits[letter]?.toFixed(5) ?? 'not scored'),
      ),
    ),
  );
  for (const [index, { fault }] of scores.entries())
    if (fault !== null) printLine(`not scored: prompt ${index + 1}: ${fault}`);
}
