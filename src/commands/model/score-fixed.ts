import { type LetterIds, letterReader } from '../../engine/letters.ts';
import { InputError } from '../../errors.ts';
import { sha256 } from '../../fingerprint.ts';
import { promptIds } from '../../tokenizer/tokenizer.ts';
import type { LocalModel } from '../run/model.ts';
import { letterScores } from '../run/preflight.ts';
import { fixedPrompt } from './fixed-prompt.ts';
import { tokenWithoutRow } from './missing-rows.ts';
import { openBackend } from './open-backend.ts';

/** Fixed prompts of our own, so that two machines or two builds can be compared by eye. */
const PROMPTS = [
  'The following are multiple choice questions (with answers) about  arithmetic.\n\nWhat is 2 + 2?\nA. 3\nB. 4\nC. 5\nD. 6\nAnswer:',
  'The following are multiple choice questions (with answers) about  geography.\n\nWhich of these is a continent?\nA. Asia\nB. Paris\nC. The Nile\nD. Mars\nAnswer:',
  '以下是中国关于数学考试的单项选择题，请选出其中的正确答案。\n\n三加五等于几？\nA. 六\nB. 七\nC. 八\nD. 九\n答案：',
];

/** The letters' logits on a fixed prompt. */
export interface FixedScore {
  readonly promptSha256: string;
  readonly ids: readonly number[];
  readonly letterIds: readonly (readonly number[])[];
  /** None where the prompt can't be scored. */
  readonly logits: readonly number[];
  /** Why the model can't be asked this prompt, or null. */
  readonly fault: string | null;
}

/**
 * Scores the fixed prompts that fit into the model's context and have rows in its output matrix.
 * Throws InputError where the model gives no numbers, or its tokenizer no letters.
 */
export async function scoreFixed(
  { folder, tokenizer }: LocalModel,
  threads: number | undefined,
): Promise<readonly FixedScore[]> {
  const { contextLength, vocabSize } = folder.manifest;
  const backend = await openBackend(folder, { threads });
  // Behind a prompt that tokens of its own close, the bare letter has no id of its own upstream (ChatGLM).
  const rule = tokenizer.promptEnd.length > 0 ? 'context' : 'upstream';
  const readLetters = letterReader({ tokenizer, rule, kind: 'logit' });
  const found: FixedScore[] = [];
  try {
    for (const [index, text] of PROMPTS.entries()) {
      const letters = readLetters(fixedPrompt(text), promptIds(text, 'never', tokenizer));
      if (!letters.found) throw new InputError(letters.reason);
      const { promptIds: ids, ids: letterIds } = letters;
      const fault =
        tooLong(letters, contextLength) ?? tokenWithoutRow({ ids, letterIds }, vocabSize, tokenizer);
      const logits: number[] = [];
      const suffixes = fault === null ? [{ questionId: `prompt ${index + 1}`, ids, letterIds }] : [];
      const group = { subject: 'verify', prefix: [], kind: 'logit', suffixes } as const;
      for await (const score of backend.score([group], new AbortController().signal))
        logits.push(...letterScores(score, folder));
      found.push({ promptSha256: sha256(text), ids, letterIds, logits, fault });
    }
  } finally {
    await backend.close();
  }
  return found;
}

function tooLong(
  { promptIds: ids, ids: letters }: LetterIds & { found: true },
  context: number,
): string | null {
  const needed = ids.length + Math.max(...letters.map(({ length }) => length));
  return needed <= context
    ? null
    : `it has ${needed} tokens with its letter, and the model's context ${context}`;
}
