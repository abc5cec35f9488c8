import {
  type BothReadings,
  type LetterReading,
  readBothWays,
  type SpelledToken,
} from '../../engine/letters.ts';
import { promptIds, type Tokenizer } from '../../tokenizer/tokenizer.ts';
import { fixedPrompt } from './fixed-prompt.ts';

/** The ends of the exams' prompts, and what stands between them and a letter: Chinese and English ones. */
const ENDS = [
  { end: '答案：', space: '' },
  { end: 'Answer:', space: ' ' },
] as const;

/** What a tokenizer makes of prompts and letters. */
export interface TokenizerFacts {
  readonly kind: Tokenizer['kind'];
  /** Highest token id plus one, added tokens included. */
  readonly vocabularySize: number;
  readonly bos: {
    readonly tokens: readonly SpelledToken[];
    /** Whether the tokenizer's own files put it before a text; a recipe may ask for none (docs/recipes.md). */
    readonly added: boolean;
  };
  /** Tokens that stand behind every prompt (ChatGLM). */
  readonly promptEnd: readonly SpelledToken[];
  /** The letters' ids by the rule 'upstream', which looks at the letters alone. */
  readonly upstream: LetterReading;
  /** By the rule 'context', after each end of a prompt. */
  readonly context: readonly { readonly end: string; readonly letters: LetterReading }[];
}

/** Looks at a tokenizer. */
export function tokenizerFacts(tokenizer: Tokenizer): TokenizerFacts {
  const spelled = (ids: readonly number[]): SpelledToken[] =>
    ids.map((id) => ({ id, piece: tokenizer.piece(id) }));
  const read = (end: string, space: string): BothReadings =>
    readBothWays(fixedPrompt(end, space), promptIds(end, 'never', tokenizer), { tokenizer, kind: 'logit' });
  return {
    kind: tokenizer.kind,
    vocabularySize: tokenizer.vocabularySize,
    bos: { tokens: spelled(tokenizer.bos.ids), added: tokenizer.bos.addedByDefault },
    promptEnd: spelled(tokenizer.promptEnd),
    upstream: read('', '').upstream,
    context: ENDS.map(({ end, space }) => ({ end, letters: read(end, space).context })),
  };
}
