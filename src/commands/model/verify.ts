import { openOnnxBackend } from '../../backends/onnx/index.ts';
import { compareFiles } from '../../builder/compare-files.ts';
import { checkFlags } from '../../config/flags.ts';
import { letterReader } from '../../engine/letters.ts';
import { InputError } from '../../errors.ts';
import { sha256 } from '../../fingerprint.ts';
import type { Prompt } from '../../records.ts';
import { printJson, printLine, printNote, printTable } from '../print.ts';
import { type LocalModel, openModel } from '../run/model.ts';
import { letterScores } from '../run/preflight.ts';
import { findModel } from './find-model.ts';
import { builtModel } from './model-cache.ts';

/** Fixed prompts of our own, so that two machines or two builds can be compared by eye. */
const PROMPTS = [
  'The following are multiple choice questions (with answers) about  arithmetic.\n\nWhat is 2 + 2?\nA. 3\nB. 4\nC. 5\nD. 6\nAnswer:',
  'The following are multiple choice questions (with answers) about  geography.\n\nWhich of these is a continent?\nA. Asia\nB. Paris\nC. The Nile\nD. Mars\nAnswer:',
  '以下是中国关于数学考试的单项选择题，请选出其中的正确答案。\n\n三加五等于几？\nA. 六\nB. 七\nC. 八\nD. 九\n答案：',
];
const LETTERS = ['A', 'B', 'C', 'D'];

/**
 * Compares a folder's files with their hashes and, where all agree, scores the fixed prompts. Exit code 1 where a file
 * has changed. Throws InputError where the model gives no numbers.
 */
export async function verifyCommand(flags: {
  readonly model: string;
  readonly threads: number | undefined;
  readonly json: boolean | undefined;
}): Promise<number> {
  checkFlags(flags);
  const { path, name } = await findModel(flags.model, { say: printNote });
  const onBuild = (out: string): void => printNote(`building ${name} once, into ${out}`);
  const model = await openModel(await builtModel(path, { name, onBuild, onWait: printNote }), name);
  const files = await compareFiles(model.folder);
  const changed = files.filter(({ same }) => !same);
  const scores = changed.length === 0 ? await scorePrompts(model, flags.threads) : [];
  if (flags.json === true) printJson({ model: flags.model, files, prompts: scores });
  else printFindings(files, scores);
  return changed.length === 0 ? 0 : 1;
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
  const backend = await openOnnxBackend({ file: folder.graphPath, contextLength, lengthBorder, threads });
  const readLetters = letterReader({ tokenizer, rule: 'upstream', kind: 'logit' });
  const found: PromptScore[] = [];
  try {
    for (const [index, text] of PROMPTS.entries()) {
      const ids = tokenizer.encode(text);
      const letters = readLetters(fixedPrompt(index, text), ids);
      if (!letters.found) throw new InputError(letters.reason);
      const questionId = `prompt ${index + 1}`;
      const group = {
        subject: 'verify',
        prefix: [],
        kind: 'logit',
        suffixes: [{ questionId, ids, letterIds: letters.ids }],
      } as const;
      for await (const score of backend.score(group, new AbortController().signal)) {
        found.push({ promptSha256: sha256(text), ids, letterIds: letters.ids, logits: letterScores(score) });
      }
    }
  } finally {
    await backend.close();
  }
  return found;
}

function fixedPrompt(index: number, text: string): Prompt {
  return {
    questionId: `prompt ${index + 1}`,
    recipe: 'verify',
    text,
    sha256: sha256(text),
    shotIds: [],
    shotsAsked: 0,
    shotsUsed: 0,
    letters: LETTERS,
    continuations: LETTERS,
  };
}
