import { CHUNK } from '../../backends/onnx/score-suffix.ts';
import { type Inspection, inspectModel, type ModelFacts } from '../../builder/inspect.ts';
import type { LetterReading, SpelledToken } from '../../engine/letters.ts';
import { InputError } from '../../errors.ts';
import { openTokenizer } from '../../tokenizer/open-tokenizer.ts';
import { printJson, printLine, printNote } from '../print.ts';
import { findModel } from './find-model.ts';
import { LETTERS } from './fixed-prompt.ts';
import { missingRows } from './missing-rows.ts';
import { promptEndFault } from './prompt-end.ts';
import { type TokenizerFacts, tokenizerFacts } from './tokenizer-facts.ts';

/** Prints what a checkpoint or model folder holds, and what it would take to run. */
export async function inspectCommand({
  model,
  base,
  json,
}: {
  readonly model: string;
  readonly base: string | undefined;
  readonly json: boolean | undefined;
}): Promise<number> {
  const { path } = await findModel(model, { say: printNote });
  const inspection = inspectModel({ checkpoint: path, base }, CHUNK);
  const tokens = openedTokenizer(inspection, path);
  const facts = withTokens(inspection, tokens);
  if (json === true) {
    const known = tokens instanceof InputError ? { tokens: null, tokensFault: tokens.message } : { tokens };
    printJson({ ...facts, ...known });
    return 0;
  }
  const lines = [
    ...modelLines(facts),
    ...(tokens instanceof InputError
      ? [['letters', tokens.message] as const]
      : tokenizerLines(tokens, facts)),
    ...needLines(facts),
  ];
  for (const [name, value] of lines) printLine(`${name.padEnd(15)} ${value}`);
  return 0;
}

/** A build opens the tokenizer before it writes anything, and is refused where that can't be done or it and the model don't belong together. */
function withTokens({ facts, promptEnd }: Inspection, tokens: TokenizerFacts | InputError): ModelFacts {
  if (BUILT[facts.kind] !== undefined) return facts;
  const fault =
    tokens instanceof InputError ? tokens.message : promptEndFault(promptEnd ?? [], tokens.promptEnd);
  return { ...facts, obstacle: facts.obstacle ?? fault };
}

/** What the tokenizer does, or why it can't be opened. */
function openedTokenizer({ tokenizerFiles }: Inspection, path: string): TokenizerFacts | InputError {
  if (tokenizerFiles instanceof InputError) return tokenizerFiles;
  try {
    const files = new Map(tokenizerFiles.map(({ name, bytes }) => [name, bytes]));
    return tokenizerFacts(openTokenizer(files, path));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** What needs no build. */
const BUILT: Partial<Record<ModelFacts['kind'], string>> = {
  'model-folder': 'it is',
  onnx: 'it is, by another program',
};

type Line = readonly [name: string, value: string];

function modelLines(facts: ModelFacts): readonly Line[] {
  const dtypes = facts.dtypes.map(({ dtype, values }) => `${dtype} (${values.toLocaleString('en')})`);
  const vocabulary = facts.vocabularySize;
  return [
    ['kind', facts.kind],
    ['architecture', facts.architecture ?? 'unknown'],
    ['can be built', BUILT[facts.kind] ?? facts.obstacle ?? 'yes'],
    ['parameters', facts.parameterCount.toLocaleString('en')],
    ['number formats', dtypes.join(', ')],
    ['context', facts.contextLength === null ? 'unknown' : `${facts.contextLength} tokens`],
    ['vocabulary', vocabulary === null ? 'unknown' : `${vocabulary} rows of the output matrix`],
    ['size', megabytes(facts.bytes)],
    ['tokenizer', facts.tokenizer ?? 'none'],
  ];
}

function tokenizerLines(tokens: TokenizerFacts, model: ModelFacts): readonly Line[] {
  const { kind, vocabularySize, bos, promptEnd, upstream, context } = tokens;
  const missing = missingRows(vocabularySize, model.vocabularySize);
  const added = bos.added ? 'put before a text' : 'not put before a text';
  return [
    ['tokens', `${vocabularySize}, ${kind}`],
    ...(missing === null ? [] : [['warning', missing] as const]),
    ['BOS', bos.tokens.length === 0 ? 'none' : `${spell(bos.tokens)}, ${added} by the tokenizer's own files`],
    ...(promptEnd.length === 0 ? [] : [['prompt end', spell(promptEnd)] as const]),
    ['letters', `upstream: ${describe(upstream)}`],
    ...context.map(({ end, letters }): Line => ['', `after "${end}": ${describe(letters)}`]),
  ];
}

function needLines({ needs }: ModelFacts): readonly Line[] {
  return needs.map(({ precision, disk, memory }) => [
    precision,
    `${megabytes(disk)} on disk, ${megabytes(memory.total)} of memory at full context: weights ${megabytes(memory.weights)}, keys and values ${megabytes(memory.cache)}, ${CHUNK} tokens at work ${megabytes(memory.activations)}`,
  ]);
}

function describe(reading: LetterReading): string {
  if (!reading.found) return reading.reason;
  return LETTERS.map((letter, index) => `${letter} ${spell(reading.tokens[index] ?? [])}`).join(', ');
}

function spell(tokens: readonly SpelledToken[]): string {
  return tokens.map(({ id, piece }) => `${id} ${JSON.stringify(piece)}`).join(' + ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
