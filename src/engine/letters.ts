import { commonLength } from '../backends/backend.ts';
import { InputError } from '../errors.ts';
import type { LetterRule, Prompt, ScoreKind } from '../records.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** How the letters of one question are scored, or why they can't be. */
export type LetterIds =
  | {
      readonly found: true;
      /** Token ids of each letter, in letter order. */
      readonly ids: readonly (readonly number[])[];
      /**
       * The prompt's ids as these letters follow them: the ids that were given, except where the text ends in white
       * space whose tokens change when a letter follows.
       */
      readonly promptIds: readonly number[];
    }
  | {
      readonly found: false;
      readonly reason: string;
      /** True where the rule cannot choose whatever the model says: letters that share their ids. */
      readonly unanswerable: boolean;
    };

export interface LetterOptions {
  readonly tokenizer: Tokenizer;
  readonly rule: LetterRule;
  /** Several ids a letter are allowed for `logprob` alone, where their log-probabilities are summed. */
  readonly kind: ScoreKind;
}

/**
 * The letter ids of one question. `ids` are the prompt's as they are scored (BOS in front, cut on the left or not).
 */
export type LetterReader = (prompt: Prompt, ids: readonly number[]) => LetterIds;

/**
 * A reader of letter ids; make one for each subject.
 *
 * `upstream` is the last id of the bare letter, `tokenizer(L).input_ids[-1]` in Baichuan's scripts. `context` is what
 * follows the prompt's own ids when the letter is written after it as in the shots (docs/recipes.md, and lm-eval's
 * joint encoding of context and continuation); where the prompt's ids change with the letter the question has none.
 */
export function letterReader(options: LetterOptions): LetterReader {
  if (options.rule === 'context') {
    return options.tokenizer.promptEnd.length > 0 ? answerReader(options) : contextReader(options);
  }
  return (prompt, ids) => checked({ letters: bareLetters(prompt, options), promptIds: ids }, prompt, options);
}

function bareLetters(prompt: Prompt, { tokenizer }: LetterOptions): readonly (readonly number[])[] {
  return prompt.letters.map((letter) => [...tokenizer.encode(letter), ...tokenizer.promptEnd].slice(-1));
}

/**
 * Letters after a prompt that is closed by tokens of its own (ChatGLM's `[gMASK] <sop>`): the answer is a text by itself
 * there, in training too, so a letter's ids are those of the bare letter. Ids that all letters begin with stand before
 * them, behind the prompt.
 */
function answerReader(options: LetterOptions): LetterReader {
  return (prompt, ids) => {
    const letters = prompt.letters.map((letter) => options.tokenizer.encode(letter));
    const shared = sharedBeginning(letters, 1);
    const promptIds = [...ids, ...(letters[0]?.slice(0, shared) ?? [])];
    return checked({ letters: letters.map((own) => own.slice(shared)), promptIds }, prompt, options);
  };
}

/** How letters follow a text: what its ids lose and gain at their end, and each letter's ids after that. */
interface Ending {
  readonly drop: number;
  readonly append: readonly number[];
  readonly letters: readonly (readonly number[])[];
}

/** What the first prompt with a given last line taught. */
interface Learned {
  /** Ids of the last line; null where no token ends at the line break before it. */
  readonly lineIds: readonly number[] | null;
  /** Or why the letters don't follow. */
  readonly ending: Ending | string;
}

/**
 * Tokenising every prompt again with each letter would cost five times as much as the prompts alone. Prompts of a
 * subject end in the same line ("Answer:", "答案："), so the first prompt with that line is tokenised in full, alone
 * and with each letter, and the others take its letter ids if their ids end in the same ids for that line.
 *
 * Why this is the same: let the prompts be H + L and H' + L, with H and H' ending in a line break. That ids(H) begins
 * ids(H + L) shows that a token ends at the line break, and that the rest, ids(L), is what stands after it; ids(H' + L)
 * ends in the same ids(L). What a letter behind L can change are the tokens of the last words: a pre-tokenizer looks
 * one character past a word, and a merge joins neighbours, so a change could reach back over the line break only
 * through a piece that holds the line break and the whole of L. After it stand the same characters, L and the letter,
 * in both prompts, hence the same change, or none. Wherever the line or its ids differ, the prompt is tokenised in full.
 */
function contextReader(options: LetterOptions): LetterReader {
  const learned = new Map<string, Learned>();
  return (prompt, ids) => {
    const lineStart = prompt.text.trimEnd().lastIndexOf('\n') + 1;
    const key = JSON.stringify([prompt.text.slice(lineStart), prompt.letters, prompt.continuations]);
    const known = learned.get(key);
    if (known !== undefined && known.lineIds !== null && endsWith(ids, known.lineIds)) {
      return follow(ids, known.ending, prompt, options);
    }
    const ending = contextEnding(prompt, options);
    if (known === undefined) learned.set(key, { lineIds: lastLineIds(prompt, lineStart, options), ending });
    return follow(ids, ending, prompt, options);
  };
}

function lastLineIds(
  prompt: Prompt,
  lineStart: number,
  { tokenizer }: LetterOptions,
): readonly number[] | null {
  const head = tokenizer.encode(prompt.text.slice(0, lineStart));
  const whole = tokenizer.encode(prompt.text);
  return head.length < whole.length && startsWith(whole, head) ? whole.slice(head.length) : null;
}

/**
 * What stands after a prompt's ids when each continuation is written after its text, or why nothing can.
 * The ids of the text must stay as they are. White space at its end is free to join the letter (": " + "A" is ":" + " A"
 * in most vocabularies, and lm-eval moves it there): then the letters stand after the tokens that all the strings
 * share, and what differs is nothing but the letters' tokens (docs/recipes.md).
 */
function contextEnding(prompt: Prompt, { tokenizer }: LetterOptions): Ending | string {
  const fixed = tokenizer.encode(prompt.text.trimEnd());
  const strings = prompt.continuations.map((continuation) => tokenizer.encode(prompt.text + continuation));
  for (const [index, ids] of strings.entries()) {
    if (startsWith(ids, fixed)) continue;
    const change = fixed.findIndex((id, position) => ids[position] !== id);
    const before = spell(fixed.slice(change), tokenizer);
    const after = spell(ids.slice(change), tokenizer);
    return `The letter ${prompt.letters[index] ?? ''} after the prompt changes the prompt's own last tokens: ${before} becomes ${after}; --letters upstream asks for the bare letter.`;
  }
  const free = prompt.text !== prompt.text.trimEnd();
  const own = free ? tokenizer.encode(prompt.text) : fixed;
  const shared = free ? Math.max(fixed.length, sharedBeginning(strings, 1)) : fixed.length;
  const kept = sharedBeginning([own, strings[0]?.slice(0, shared) ?? []], 0);
  return {
    drop: own.length - kept,
    append: strings[0]?.slice(kept, shared) ?? [],
    letters: strings.map((ids) => ids.slice(shared)),
  };
}

/** How many ids all lists begin with, leaving each at least `rest` after them. */
function sharedBeginning(lists: readonly (readonly number[])[], rest: number): number {
  const [first = [], ...others] = lists;
  const most = Math.min(...lists.map((ids) => ids.length)) - rest;
  return Math.max(0, Math.min(most, ...others.map((ids) => commonLength(first, ids))));
}

function follow(
  ids: readonly number[],
  ending: Ending | string,
  prompt: Prompt,
  options: LetterOptions,
): LetterIds {
  if (typeof ending === 'string') return { found: false, unanswerable: false, reason: ending };
  const { drop, append, letters } = ending;
  const promptIds =
    drop === 0 && append.length === 0 ? ids : [...ids.slice(0, Math.max(0, ids.length - drop)), ...append];
  return checked({ letters, promptIds }, prompt, options);
}

interface Candidate {
  readonly letters: readonly (readonly number[])[];
  readonly promptIds: readonly number[];
}

function checked({ letters: ids, promptIds }: Candidate, prompt: Prompt, options: LetterOptions): LetterIds {
  const fault = faultOf(ids, options.kind);
  if (fault === null) return { found: true, ids, promptIds };
  const described = prompt.letters.map(
    (letter, index) => `${letter} = ${spell(ids[index] ?? [], options.tokenizer)}`,
  );
  const wayOut = options.rule === 'context' ? 'upstream' : 'context';
  return {
    found: false,
    unanswerable: fault === 'shared',
    reason: `${FAULTS[fault]} by the letter rule '${options.rule}': ${described.join(', ')}; use --letters ${wayOut}.`,
  };
}

const FAULTS = {
  empty: 'A letter gives no token',
  shared: 'Letters share their tokens, so that no model could choose between them,',
  several: 'A letter is more than one token, where this recipe compares the logits of single tokens,',
} as const;

function faultOf(ids: readonly (readonly number[])[], kind: ScoreKind): keyof typeof FAULTS | null {
  if (ids.some((own) => own.length === 0)) return 'empty';
  if (new Set(ids.map((own) => own.join())).size < ids.length) return 'shared';
  return kind === 'logit' && ids.some((own) => own.length > 1) ? 'several' : null;
}

/** A token for people: its id and its spelling in the vocabulary. */
export interface SpelledToken {
  readonly id: number;
  readonly piece: string | null;
}

/** How the letters of one prompt are read by one rule. */
export type LetterReading =
  | { readonly found: true; readonly tokens: readonly (readonly SpelledToken[])[] }
  | { readonly found: false; readonly reason: string };

/** How the letters of one prompt are read by both rules. */
export interface BothReadings {
  readonly upstream: LetterReading;
  readonly context: LetterReading;
}

/** What is printed and recorded of letters and BOS before a run starts. */
export interface LetterPreflight extends BothReadings {
  readonly letters: readonly string[];
  readonly rule: LetterRule;
  /** Whether both rules give the same ids; where they don't, the rule decides what is scored. */
  readonly agree: boolean;
  /** Whether every letter is one token by the rule in force. */
  readonly singleTokens: boolean;
  /** The first tokens of the prompt as it is scored: they show whether there is a BOS. */
  readonly firstTokens: readonly SpelledToken[];
}

/** Enough to see BOS and the beginning of the header. */
const FIRST_TOKENS = 4;

/**
 * Reads the letters of a run's first prompt by both rules; `ids` are the prompt's as they are scored.
 * Throws InputError where the rule in force would fail every question: letters that share their ids (ChatGLM's
 * tokenizer ends every letter in `<sop>`), letters of several tokens or none, or, for `logit`, letters that change the
 * prompt's own tokens. For `logprob` that last case is left to each question.
 */
export function preflight(prompt: Prompt, ids: readonly number[], options: LetterOptions): LetterPreflight {
  const { tokenizer, rule, kind } = options;
  const upstream = letterReader({ ...options, rule: 'upstream' })(prompt, ids);
  const context = letterReader({ ...options, rule: 'context' })(prompt, ids);
  const inForce = rule === 'upstream' ? upstream : context;
  if (!inForce.found && (inForce.unanswerable || kind === 'logit')) throw new InputError(inForce.reason);
  return {
    letters: prompt.letters,
    rule,
    upstream: reading(upstream, tokenizer),
    context: reading(context, tokenizer),
    agree: upstream.found && context.found && JSON.stringify(upstream.ids) === JSON.stringify(context.ids),
    singleTokens: inForce.found && inForce.ids.every((own) => own.length === 1),
    firstTokens: ids.slice(0, FIRST_TOKENS).map((id) => spelled(id, tokenizer)),
  };
}

/** Reads the letters of a prompt by both rules; `ids` are the prompt's own. */
export function readBothWays(
  prompt: Prompt,
  ids: readonly number[],
  options: Omit<LetterOptions, 'rule'>,
): BothReadings {
  const read = (rule: LetterRule): LetterReading =>
    reading(letterReader({ ...options, rule })(prompt, ids), options.tokenizer);
  return { upstream: read('upstream'), context: read('context') };
}

function reading(letters: LetterIds, tokenizer: Tokenizer): LetterReading {
  if (!letters.found) return { found: false, reason: letters.reason };
  return { found: true, tokens: letters.ids.map((own) => own.map((id) => spelled(id, tokenizer))) };
}

function spelled(id: number, tokenizer: Tokenizer): SpelledToken {
  return { id, piece: tokenizer.piece(id) };
}

function spell(ids: readonly number[], tokenizer: Tokenizer): string {
  return `[${ids.map((id) => `${id} ${JSON.stringify(tokenizer.piece(id))}`).join(', ')}]`;
}

function startsWith(ids: readonly number[], beginning: readonly number[]): boolean {
  return commonLength(ids, beginning) === beginning.length;
}

function endsWith(ids: readonly number[], end: readonly number[]): boolean {
  const offset = ids.length - end.length;
  return offset >= 0 && end.every((id, position) => ids[offset + position] === id);
}
