import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGolden, readGolden } from '../../../bench/golden-tokenizers.ts';
import { tokenizerFacts } from '../../../src/commands/model/tokenizer-facts.ts';
import type { LetterReading } from '../../../src/engine/letters.ts';
import { loadTokenizer } from '../../../src/tokenizer/load-tokenizer.ts';

const reference = process.env['FIVESHOT_REFERENCE'];

function idsOf(reading: LetterReading | undefined): unknown {
  return reading?.found === true ? reading.tokens.map((own) => own.map(({ id }) => id)) : null;
}

describe('the facts of a tokenizer', () => {
  it('of a sentencepiece model: the bare letter has another id than the letter in its place', async () => {
    const folder = resolve(import.meta.dirname, '../../fixtures/tokenizer/tiny-baichuan');
    const { plain } = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as {
      plain: { text: string; ids: number[] }[];
    };
    const idsFor = (text: string): readonly number[] => plain.find((one) => one.text === text)?.ids ?? [];
    const facts = tokenizerFacts(await loadTokenizer(folder));
    expect(facts).toMatchObject({ kind: 'bpe', promptEnd: [] });
    expect(idsFor('答案：A').slice(-1)).not.toEqual(idsFor('A').slice(-1));
    expect(idsOf(facts.upstream)).toEqual('ABCD'.split('').map((letter) => idsFor(letter).slice(-1)));
    expect(idsOf(facts.context[0]?.letters)).toEqual(
      'ABCD'.split('').map((letter) => idsFor(`答案：${letter}`).slice(-1)),
    );
  });

  it
    .skipIf(!reference)
    .each(
      'gpt2 gpt-neox-20b smollm2 tiny-bloom mistral-v1 zh-merged tiny-llama tiny-baichuan tiny-baichuan-noprefix'.split(
        ' ',
      ),
    )(
    'of %s has the reference letters, alone and after both ends (needs FIVESHOT_REFERENCE)',
    async (name) => {
      const tokenizer = await openGolden(name, [`${reference}/golden/tokenizers`]);
      if (tokenizer === null) throw new Error(`no files of ${name}`);
      const { letters, contexts } = readGolden(name, reference ?? '');
      const last = (list: typeof letters, text: string): readonly number[] | undefined =>
        list.find((one) => one.text === text)?.ids.slice(-1);
      const facts = tokenizerFacts(tokenizer);
      expect(idsOf(facts.upstream)).toEqual('ABCD'.split('').map((letter) => last(letters, letter)));
      for (const [index, end] of ['答案：', 'Answer: '].entries()) {
        const expected = 'ABCD'.split('').map((letter) => last(contexts, `${end}${letter}`));
        expect(idsOf(facts.context[index]?.letters)).toEqual(expected);
      }
    },
  );

  it.skipIf(!reference)('of ChatGLM has its prompt end (needs FIVESHOT_REFERENCE)', async () => {
    const tokenizer = await openGolden('tiny-chatglm', [`${reference}/golden/tokenizers`]);
    if (tokenizer === null) throw new Error('no files');
    expect(tokenizerFacts(tokenizer).promptEnd.map(({ piece }) => piece)).toEqual(['[gMASK]', '<sop>']);
  });
});
