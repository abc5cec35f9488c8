import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cardPrompts } from '../../bench/card-prompts.ts';
import { openGolden, readGolden, shortTexts } from '../../bench/golden-tokenizers.ts';
import type { BenchmarkId, Prompt, Split } from '../../src/records.ts';
import { loadTokenizer } from '../../src/tokenizer/load-tokenizer.ts';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const folder = `${reference}/golden/tokenizers`;
/** Files that can't be in the reference folder, as NAME/. */
const elsewhere = process.env['FIVESHOT_TOKENIZERS'];
/** Those whose files are in the reference folder; `npm run bench:tokenizers` compares all, and MMLU too. */
const names =
  'gpt2 gpt-neox-20b smollm2 tiny-bloom mistral-v1 zh-merged zh-unigram tiny-llama tiny-baichuan tiny-baichuan-noprefix tiny-bpe-nfkc tiny-bpe-nfkc-cf-suffix tiny-unigram-identity tiny-chatglm'.split(
    ' ',
  );

/** Prompts are made once for all tokenizers. */
const made = new Map<string, Promise<Prompt[]>>();

function promptsOf(benchmark: BenchmarkId, split: Split): Promise<Prompt[]> {
  const prompts = made.get(benchmark) ?? cardPrompts(benchmark, split, `${reference}/datasets`);
  made.set(benchmark, prompts);
  return prompts;
}

async function open(name: string): Promise<Tokenizer> {
  const tokenizer = await openGolden(name, elsewhere === undefined ? [folder] : [folder, elsewhere]);
  if (tokenizer === null) throw new Error(`no files of ${name}`);
  return tokenizer;
}

describe.skipIf(!reference).each(names)('%s (needs FIVESHOT_REFERENCE)', repeatsReference);

/** One vocabulary by two programs: Hugging Face tokenizers, and the Python class that MOSS comes with. */
for (const name of ['moss', 'moss-slow']) {
  describe.skipIf(!reference || elsewhere === undefined || !existsSync(join(elsewhere, name)))(
    `${name} (needs FIVESHOT_REFERENCE, and ${name}/ in FIVESHOT_TOKENIZERS)`,
    () => repeatsReference(name),
  );
}

function repeatsReference(name: string): void {
  it('encodes awkward strings, letters, contexts and the wording of special tokens as the reference does', async () => {
    const tokenizer = await open(name);
    for (const { text, ids } of shortTexts(readGolden(name, reference ?? '')))
      expect(tokenizer.encode(text)).toEqual(ids);
  });

  it.each([
    ['ceval-card-val', 'ceval', 'val'],
    ['gaokao-card', 'gaokao', 'test'],
  ] as const)('encodes all prompts of %s as the reference does', async (set, benchmark, split) => {
    const tokenizer = await open(name);
    const hash = createHash('sha256');
    for (const { text } of await promptsOf(benchmark, split))
      hash.update(`${tokenizer.encode(text).join()}\n`);
    expect(hash.digest('hex')).toBe(readGolden(name, reference ?? '').sets[set]?.sha256);
  });
}

describe.skipIf(!reference)('prompts that were scored by real weights (needs FIVESHOT_REFERENCE)', () => {
  it.each([
    ['ceval', 'val'],
    ['mmlu', 'test'],
  ] as const)('have the ids that were scored, %s', async (benchmark, split) => {
    const tokenizer = await loadTokenizer(`${folder}/smollm2`);
    const prompts = new Map((await promptsOf(benchmark, split)).map((prompt) => [prompt.questionId, prompt]));
    const lines = readFileSync(`${reference}/golden/scores/smollm2.jsonl`, 'utf8').trim().split('\n');
    const scored = lines
      .map((line) => JSON.parse(line) as { id: string; input_ids_sha256: string; tokens: number })
      .filter(({ id }) => id.startsWith(`${benchmark}/`));
    expect(scored.length).toBeGreaterThan(100);
    for (const { id, input_ids_sha256, tokens } of scored) {
      const ids = tokenizer.encode(prompts.get(id)?.text ?? '');
      expect(ids).toHaveLength(tokens);
      expect(createHash('sha256').update(ids.join()).digest('hex')).toBe(input_ids_sha256);
    }
  });
});
