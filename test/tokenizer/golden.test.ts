import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { examPrompts } from '../../src/prompts/exam-prompts.ts';
import { card1 } from '../../src/recipes/card-1.ts';
import type { BenchmarkId, Prompt, Split } from '../../src/records.ts';
import { loadTokenizer } from '../../src/tokenizer/load-tokenizer.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const folder = `${reference}/golden/tokenizers`;
const names = ['gpt2', 'gpt-neox-20b', 'smollm2', 'tiny-bloom'];

interface Encoded {
  readonly text: string;
  readonly ids: readonly number[];
}

interface Golden {
  readonly strings: readonly Encoded[];
  readonly special_text: readonly { readonly text: string; readonly plain: readonly number[] }[];
  readonly letters: readonly Encoded[];
  readonly contexts: readonly Encoded[];
  readonly sets: Readonly<Record<string, { readonly sha256: string }>>;
}

function golden(name: string): Golden {
  return JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Golden;
}

/** The prompts of card-1, subjects in ascending order. */
async function cardPrompts(id: BenchmarkId, split: Split): Promise<Prompt[]> {
  const benchmark = benchmarks.find((one) => one.id === id);
  const data = await benchmark?.open(`${reference}/datasets`);
  if (benchmark === undefined || data === null || data === undefined) throw new Error(`no data of ${id}`);
  const prompts: Prompt[] = [];
  for (const { id: subject, displayName } of benchmark.subjects.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const questions = await data.questions(subject, split);
    const dev = id === 'gaokao' ? [] : await data.questions(subject, 'dev');
    for (const prompt of examPrompts(card1, { benchmark: id, subject, displayName, questions, dev })) {
      prompts.push(prompt.render(prompt.shotIds.length));
    }
  }
  return prompts;
}

describe.skipIf(!reference).each(names)('%s (needs FIVESHOT_REFERENCE)', (name) => {
  it('encodes awkward strings, letters and contexts as the reference does', async () => {
    const tokenizer = await loadTokenizer(`${folder}/${name}`);
    const { strings, letters, contexts } = golden(name);
    for (const { text, ids } of [...strings, ...letters, ...contexts])
      expect(tokenizer.encode(text)).toEqual(ids);
  });

  it('takes the wording of special tokens as plain text', async () => {
    const tokenizer = await loadTokenizer(`${folder}/${name}`);
    for (const { text, plain } of golden(name).special_text) expect(tokenizer.encode(text)).toEqual(plain);
  });

  it.each([
    ['ceval-card-val', 'ceval', 'val'],
    ['gaokao-card', 'gaokao', 'test'],
  ] as const)('encodes all prompts of %s as the reference does', async (set, benchmark, split) => {
    const tokenizer = await loadTokenizer(`${folder}/${name}`);
    const hash = createHash('sha256');
    for (const { text } of await cardPrompts(benchmark, split))
      hash.update(`${tokenizer.encode(text).join()}\n`);
    expect(hash.digest('hex')).toBe(golden(name).sets[set]?.sha256);
  });
});

describe.skipIf(!reference)('prompts that were scored by real weights (needs FIVESHOT_REFERENCE)', () => {
  it.each([
    ['ceval', 'val'],
    ['mmlu', 'test'],
  ] as const)('have the ids that were scored, %s', async (benchmark, split) => {
    const tokenizer = await loadTokenizer(`${folder}/smollm2`);
    const prompts = new Map(
      (await cardPrompts(benchmark, split)).map((prompt) => [prompt.questionId, prompt]),
    );
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
