/** Token ids of fiveshot beside the reference's, and how fast they come. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Tokenizer } from '../src/tokenizer/tokenizer.ts';
import { PROMPT_SETS, type PromptSet, cardPrompts } from './card-prompts.ts';
import { type Golden, goldenNames, openGolden, readGolden, shortTexts } from './golden-tokenizers.ts';

const SETS = Object.keys(PROMPT_SETS) as PromptSet[];

/** One tokenizer's row. */
interface TokenizerRow {
  readonly kind: string;
  /** Strings, letters, contexts and texts with the wording of special tokens that have other ids, of how many. */
  readonly texts: string;
  /** `equal` or the difference in tokens, for each set of prompts. */
  readonly sets: Readonly<Record<string, string>>;
  readonly tokensPerSecond: number;
  readonly same: boolean;
}

/**
 * Compares every tokenizer of the reference folder whose files are there, or in `folder` as NAME/ or NAME.gguf, and
 * prints a row of a Markdown table for each. Says which had no files. Resolves to whether all ids are the reference's.
 */
export async function printTokenizerTable(reference: string, folder: string | undefined): Promise<boolean> {
  const prompts = new Map<PromptSet, readonly string[]>();
  for (const set of SETS) {
    const { benchmark, split } = PROMPT_SETS[set];
    const made = await cardPrompts(benchmark, split, join(reference, 'datasets'));
    prompts.set(
      set,
      made.map(({ text }) => text),
    );
  }
  printRow(['name', 'kind', 'differing texts', ...SETS, 'loaded in ms', 'tokens/s']);
  printRow(Array.from({ length: 5 + SETS.length }, () => '---'));
  const folders = [...(folder === undefined ? [] : [folder]), join(reference, 'golden/tokenizers')];
  const missing: string[] = [];
  let same = true;
  for (const name of goldenNames(reference)) {
    const start = performance.now();
    const tokenizer = await openGolden(name, folders);
    const loaded = Math.round(performance.now() - start);
    if (tokenizer === null) {
      missing.push(name);
      continue;
    }
    const row = compare(readGolden(name, reference), tokenizer, prompts);
    same &&= row.same;
    const sets = SETS.map((set) => row.sets[set] ?? 'no reference');
    printRow([name, row.kind, row.texts, ...sets, `${loaded}`, `${row.tokensPerSecond}`]);
  }
  if (missing.length > 0) console.log(`not compared, their files are not there: ${missing.join(', ')}`);
  return same;
}

function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function compare(
  golden: Golden,
  tokenizer: Tokenizer,
  prompts: ReadonlyMap<PromptSet, readonly string[]>,
): TokenizerRow {
  const texts = shortTexts(golden);
  const wrong = texts.filter(({ text, ids }) => tokenizer.encode(text).join() !== ids.join()).length;
  const sets: Record<string, string> = {};
  let tokens = 0;
  let seconds = 0;
  for (const [set, own] of prompts) {
    const expected = golden.sets[set];
    if (expected === undefined) continue;
    const start = performance.now();
    const encoded = own.map((text) => tokenizer.encode(text));
    seconds += (performance.now() - start) / 1000;
    const hash = createHash('sha256');
    for (const ids of encoded) hash.update(`${ids.join()}\n`);
    const count = encoded.reduce((sum, ids) => sum + ids.length, 0);
    tokens += count;
    sets[set] =
      hash.digest('hex') === expected.sha256 ? 'equal' : `other ids (${count - expected.tokens} tokens)`;
  }
  return {
    kind: golden.kind,
    texts: `${wrong} of ${texts.length}`,
    sets,
    tokensPerSecond: Math.round(tokens / seconds),
    same: wrong === 0 && Object.values(sets).every((set) => set === 'equal'),
  };
}
