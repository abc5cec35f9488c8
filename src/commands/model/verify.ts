import { openOnnxBackend } from '../../backends/onnx/index.ts';
import { layoutOf } from '../../backends/onnx/layout.ts';
import { compareFiles } from '../../builder/compare-files.ts';
import { checkFlags } from '../../config/flags.ts';
import { letterReader } from '../../engine/letters.ts';
import { InputError } from '../../errors.ts';
import type { Precision } from '../../precision.ts';
import { sha256 } from '../../fingerprint.ts';
import { printJson, printLine, printNote, printTable } from '../print.ts';
import { assertUnchanged, type LocalModel, openModel } from '../run/model.ts';
import { letterScores } from '../run/preflight.ts';
import { promptIds } from '../../tokenizer/tokenizer.ts';
import { type AgainstFlags, readComparison, verifyAgainst } from './against/command.ts';
import { findModel } from './find-model.ts';
import { type FlipFlags, flipsCommand } from './flips/command.ts';
import { fixedPrompt, LETTERS } from './fixed-prompt.ts';
import { builtModel } from './model-cache.ts';

/** Fixed prompts of our own, so that two machines or two builds can be compared by eye. */
const PROMPTS = [
  'The following are multiple choice questions (with answers) about  arithmetic.\n\nWhat is 2 + 2?\nA. 3\nB. 4\nC. 5\nD. 6\nAnswer:',
  'The following are multiple choice questions (with answers) about  geography.\n\nWhich of these is a continent?\nA. Asia\nB. Paris\nC. The Nile\nD. Mars\nAnswer:',
  '以下是中国关于数学考试的单项选择题，请选出其中的正确答案。\n\n三加五等于几？\nA. 六\nB. 七\nC. 八\nD. 九\n答案：',
];

/**
 * Compares a folder's files with their hashes and, where all agree, scores the fixed prompts, or with `--against` the
 * questions of a reference; with `--precision` counts the answers that it changes. Exit code 1 where a file has changed, or scores are not the reference's.
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
  const scores = changed.length === 0 ? await scorePrompts(model, flags.threads) : [];
  if (flags.json === true) printJson({ model: flags.model, files, prompts: scores });
  else printFindings(files, scores);
  return changed.length === 0 ? 0 : 1;
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
  scores: readonly PromptScore[],
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
      [`${index + 1}`, `${ids.length}`].concat(logits.map((one) => one.toFixed(5))),
    ),
  );
}

interface PromptScore {
  readonly promptSha256: string;
  readonly ids: readonly number[];
  readonly letterIds: readonly (readonly number[])[];
  readonly logits: readonly number[];
}

async function scorePrompts(
  { folder, tokenizer }: LocalModel,
  threads: number | undefined,
): Promise<readonly PromptScore[]> {
  const { contextLength, lengthBorder } = folder.manifest;
  const layout = layoutOf(folder.manifest);
  const backend = await openOnnxBackend({
    file: folder.graphPath,
    contextLength,
    lengthBorder,
    layout,
    threads,
  });
  // Behind a prompt that tokens of its own close, the bare letter has no id of its own upstream (ChatGLM).
  const rule = tokenizer.promptEnd.length > 0 ? 'context' : 'upstream';
  const readLetters = letterReader({ tokenizer, rule, kind: 'logit' });
  const found: PromptScore[] = [];
  try {
    for (const [index, text] of PROMPTS.entries()) {
      const letters = readLetters(fixedPrompt(text), promptIds(text, 'never', tokenizer));
      if (!letters.found) throw new InputError(letters.reason);
      const questionId = `prompt ${index + 1}`;
      const group = {
        subject: 'verify',
        prefix: [],
        kind: 'logit',
        suffixes: [{ questionId, ids: letters.promptIds, letterIds: letters.ids }],
      } as const;
      for await (const score of backend.score(group, new AbortController().signal)) {
        found.push({
          promptSha256: sha256(text),
          ids: letters.promptIds,
          letterIds: letters.ids,
          logits: letterScores(score),
        });
      }
    }
  } finally {
    await backend.close();
  }
  return found;
}
