import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LetterIds, letterReader, preflight } from '../../src/engine/letters.ts';
import { InputError } from '../../src/errors.ts';
import type { Prompt } from '../../src/records.ts';
import { loadTokenizer } from '../../src/tokenizer/load-tokenizer.ts';
import { promptIds, type Tokenizer, withBos } from '../../src/tokenizer/tokenizer.ts';
import { handMade, pieces } from '../tokenizer/hand-made.ts';

const fixture = new URL('../fixtures/tokenizer/tiny-bloom', import.meta.url).pathname;
const letters = ['A', 'B', 'C', 'D'];

function promptOf(text: string, gap = ''): Prompt {
  return {
    questionId: 'mmlu/birds/test/0',
    recipe: 'card-1',
    text,
    sha256: '',
    shotIds: [],
    shotsAsked: 0,
    shotsUsed: 0,
    letters,
    continuations: letters.map((letter) => gap + letter),
  };
}

/** Letter ids of a prompt whose own ids are given as they are scored, without BOS or a cut. */
function read(
  tokenizer: Tokenizer,
  prompt: Prompt,
  rule: 'upstream' | 'context',
  kind: 'logit' | 'logprob' = 'logit',
): LetterIds {
  return letterReader({ tokenizer, rule, kind })(prompt, tokenizer.encode(prompt.text));
}

function spelled(tokenizer: Tokenizer, found: LetterIds): (string | null)[][] {
  if (!found.found) throw new Error(found.reason);
  return found.ids.map((ids) => ids.map((id) => tokenizer.piece(id)));
}

/** A tokenizer that begins every text with ▁, as sentencepiece's dummy prefix does; pieces ▁A to ▁D. */
function dummyPrefix(): Tokenizer {
  return handMade({
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    merges: letters.map((letter) => ['▁', letter] as const),
  });
}

describe('a prompt that is closed by tokens of its own', () => {
  const promptEnd = [901, 902];
  const prompt = promptOf('Answer:', ' ');
  const readClosed = (tokenizer: Tokenizer, rule: 'upstream' | 'context'): LetterIds =>
    letterReader({ tokenizer, rule, kind: 'logit' })(prompt, promptIds(prompt.text, 'never', tokenizer));

  it('is followed by the bare letter as a text by itself', () => {
    const tokenizer = { ...dummyPrefix(), promptEnd };
    const found = readClosed(tokenizer, 'context');
    expect(spelled(tokenizer, found)).toEqual([['▁A'], ['▁B'], ['▁C'], ['▁D']]);
    expect(found).toMatchObject({ promptIds: [...tokenizer.encode('Answer:'), ...promptEnd] });
  });

  it('takes what all letters begin with as its own', () => {
    const tokenizer = { ...handMade({ normalizer: { type: 'Prepend', prepend: '▁' } }), promptEnd };
    const found = readClosed(tokenizer, 'context');
    expect(spelled(tokenizer, found)).toEqual([['A'], ['B'], ['C'], ['D']]);
    const [space] = tokenizer.encode('A');
    expect(space).toBeDefined();
    expect(found).toMatchObject({ promptIds: [...tokenizer.encode('Answer:'), ...promptEnd, space] });
  });

  it('has no letters upstream, where each would end in the same token', () => {
    const found = readClosed({ ...dummyPrefix(), promptEnd }, 'upstream');
    expect(found).toMatchObject({ found: false, unanswerable: true });
    expect(found.found ? '' : found.reason).toMatch(/use --letters context/);
  });
});

describe('upstream', () => {
  it('is the last id of the bare letter', () => {
    const tokenizer = dummyPrefix();
    expect(spelled(tokenizer, read(tokenizer, promptOf('答案：'), 'upstream'))).toEqual([
      ['▁A'],
      ['▁B'],
      ['▁C'],
      ['▁D'],
    ]);
  });

  it('cannot tell letters apart that end in the same token, as ChatGLM ends each in <sop>', () => {
    const plain = handMade();
    const tokenizer: Tokenizer = { ...plain, encode: (text) => [...plain.encode(text), 7, 8] };
    expect(read(tokenizer, promptOf('答案：'), 'upstream')).toMatchObject({
      found: false,
      unanswerable: true,
      reason: expect.stringMatching(/share their tokens.*A = \[8 .*--letters context/) as string,
    });
  });
});

describe('context', () => {
  it('is what follows the prompt in the shots', () => {
    const tokenizer = dummyPrefix();
    expect(spelled(tokenizer, read(tokenizer, promptOf('答案：'), 'context'))).toEqual([
      ['A'],
      ['B'],
      ['C'],
      ['D'],
    ]);
    expect(spelled(tokenizer, read(tokenizer, promptOf('Answer:', ' '), 'context'))).toEqual([
      ['▁A'],
      ['▁B'],
      ['▁C'],
      ['▁D'],
    ]);
  });

  it('leaves the prompt with BOS or a cut as it is', () => {
    const tokenizer = dummyPrefix();
    const prompt = promptOf('Answer:', ' ');
    const ids = withBos(tokenizer.encode(prompt.text), 'tokenizer', { ids: [5], addedByDefault: true });
    expect(letterReader({ tokenizer, rule: 'context', kind: 'logit' })(prompt, ids)).toMatchObject({
      promptIds: ids,
    });
  });

  it('has no letters where a merge crosses the colon', () => {
    const tokenizer = handMade({ merges: [[':', 'B']] });
    expect(read(tokenizer, promptOf('Answer:'), 'context', 'logprob')).toEqual({
      found: false,
      unanswerable: false,
      reason: expect.stringMatching(
        /letter B .*\[26 ":"\] becomes \[104 ":B"\]; --letters upstream/,
      ) as string,
    });
  });

  it('allows letters of several tokens only where their log-probabilities are summed', () => {
    const tokenizer = handMade();
    const prompt = promptOf('Answer:', ' ');
    expect(spelled(tokenizer, read(tokenizer, prompt, 'context', 'logprob'))[1]).toEqual([' ', 'B']);
    expect(read(tokenizer, prompt, 'context', 'logit')).toMatchObject({
      found: false,
      unanswerable: false,
      reason: expect.stringMatching(
        /more than one token.*A = \[0 " ", 33 "A"\].*--letters upstream/,
      ) as string,
    });
  });

  it('refuses letters that add nothing', () => {
    const dropped = handMade({
      preTokenizer: { type: 'Split', pattern: { Regex: '[A-D]$' }, behavior: 'Removed', invert: false },
    });
    expect(read(dropped, promptOf('答案：'), 'context', 'logprob')).toMatchObject({
      found: false,
      reason: expect.stringMatching(/gives no token/) as string,
    });
  });
});

describe('context after white space at the end of a prompt', () => {
  // OpenCompass asks "Answer: " + "A" for MMLU and "答案: \n" + "A" for C-Eval.
  it('lets the white space join the letter', () => {
    const tokenizer = handMade({ merges: letters.map((letter) => [' ', letter] as const) });
    const found = read(tokenizer, promptOf('Answer: '), 'context', 'logprob');
    expect(spelled(tokenizer, found)).toEqual([[' A'], [' B'], [' C'], [' D']]);
    expect(found).toMatchObject({ promptIds: tokenizer.encode('Answer:') });
  });

  it('scores after the white space as it stands before a letter', () => {
    const gpt2 = {
      type: 'Split',
      pattern: { Regex: String.raw`\S+|\s+(?!\S)|\s` },
      behavior: 'Isolated',
      invert: false,
    };
    const tokenizer = handMade({ preTokenizer: gpt2, merges: [[' ', '\n']] });
    expect(pieces(tokenizer, '答案: \n')).toEqual(['答', '案', ':', ' \n']);
    const found = read(tokenizer, promptOf('答案: \n'), 'context', 'logprob');
    expect(spelled(tokenizer, found)).toEqual([['A'], ['B'], ['C'], ['D']]);
    expect(found).toMatchObject({
      promptIds: [
        ...tokenizer.encode('答案:'),
        ...tokenizer.encode(' x').slice(0, 1),
        ...tokenizer.encode('\nx').slice(0, 1),
      ],
    });
  });

  it('keeps BOS and what the cut left', () => {
    const tokenizer = handMade({ merges: letters.map((letter) => [' ', letter] as const) });
    const prompt = promptOf('Answer: ');
    const own = tokenizer.encode(prompt.text);
    const reader = letterReader({ tokenizer, rule: 'context', kind: 'logprob' });
    expect(reader(prompt, [999, ...own])).toMatchObject({ promptIds: [999, ...own.slice(0, -1)] });
    expect(reader(prompt, own.slice(3))).toMatchObject({ promptIds: own.slice(3, -1) });
  });
});

/** A tokenizer that counts how often it encodes. */
function counted(tokenizer: Tokenizer): { tokenizer: Tokenizer; calls: () => number } {
  let calls = 0;
  const encode = (text: string): number[] => {
    calls += 1;
    return tokenizer.encode(text);
  };
  return { tokenizer: { ...tokenizer, encode }, calls: () => calls };
}

describe('prompts that end in the same line', () => {
  const questions = [
    'Which bird?',
    'Wie viele Türme?',
    '下列哪一项正确？',
    'x = 2 ',
    'ends in a break\n',
    'A B C D',
  ];
  const ends = ['\nAnswer:', '\n答案：', '\nAnswer: ', '\n答案: \n'];

  it('are tokenised again once, and read as if each were', async () => {
    const tiny = await loadTokenizer(fixture);
    for (const tokenizer of [tiny, handMade(), dummyPrefix()]) {
      for (const end of ends) {
        const { tokenizer: watched, calls } = counted(tokenizer);
        const reader = letterReader({ tokenizer: watched, rule: 'context', kind: 'logprob' });
        const prompts = questions.map((question) => promptOf(question + end, end === '\nAnswer:' ? ' ' : ''));
        const ids = prompts.map(({ text }) => tokenizer.encode(text));
        const all = prompts.map((prompt, index) => reader(prompt, ids[index] ?? []));
        expect(calls()).toBeLessThanOrEqual(8);
        expect(all).toEqual(prompts.map((prompt) => read(tokenizer, prompt, 'context', 'logprob')));
      }
    }
  });

  it('give tokens that are those of prompt and letter together', async () => {
    const tokenizer = await loadTokenizer(fixture);
    for (const end of ends) {
      const reader = letterReader({ tokenizer, rule: 'context', kind: 'logprob' });
      for (const question of questions) {
        const prompt = promptOf(question + end);
        const found = reader(prompt, tokenizer.encode(prompt.text));
        if (!found.found) throw new Error(found.reason);
        for (const [index, letter] of prompt.continuations.entries()) {
          const scored = [...found.promptIds, ...(found.ids[index] ?? [])];
          expect(scored).toEqual(tokenizer.encode(prompt.text + letter));
        }
      }
    }
  });

  it('are tokenised in full where their last line has other tokens', () => {
    const tokenizer = handMade({
      merges: [
        ['x', '\n'],
        ['x\n', 'A'],
      ],
    });
    const { tokenizer: watched, calls } = counted(tokenizer);
    const reader = letterReader({ tokenizer: watched, rule: 'context', kind: 'logit' });
    const plain = promptOf('y\nA:');
    expect(reader(plain, tokenizer.encode(plain.text))).toMatchObject({ found: true });
    const before = calls();
    const joined = promptOf('x\nA:');
    expect(pieces(tokenizer, joined.text)).toEqual(['x\nA', ':']);
    expect(reader(joined, tokenizer.encode(joined.text))).toMatchObject({ found: true });
    expect(calls()).toBeGreaterThan(before);
  });
});

describe('preflight', () => {
  it('reads both rules and says whether they agree', () => {
    const tokenizer = dummyPrefix();
    const prompt = promptOf('答案：');
    const ids = [103, ...tokenizer.encode(prompt.text)];
    const found = preflight(prompt, ids, { tokenizer, rule: 'upstream', kind: 'logit' });
    expect(found).toMatchObject({ letters, rule: 'upstream', agree: false, singleTokens: true });
    expect(found.upstream).toMatchObject({
      tokens: [[{ piece: '▁A' }], [{ piece: '▁B' }], [{ piece: '▁C' }], [{ piece: '▁D' }]],
    });
    expect(found.context).toMatchObject({
      tokens: [[{ piece: 'A' }], [{ piece: 'B' }], [{ piece: 'C' }], [{ piece: 'D' }]],
    });
    expect(found.firstTokens.map(({ piece }) => piece)).toEqual(['\uFFFD', '▁', '答', '案']);
    expect(
      preflight(promptOf('Answer:', ' '), ids, { tokenizer, rule: 'context', kind: 'logit' }).agree,
    ).toBe(true);
  });

  it('stops a run in which every question would fail', () => {
    const plain = handMade();
    const sameEnd: Tokenizer = { ...plain, encode: (text) => [...plain.encode(text), 8] };
    const crossing = handMade({ merges: [[':', 'B']] });
    const cases = [
      [sameEnd, promptOf('答案：'), 'upstream', /share their tokens/],
      [plain, promptOf('Answer:', ' '), 'context', /more than one token/],
      [crossing, promptOf('Answer:'), 'context', /changes the prompt's own last tokens/],
    ] as const;
    for (const [tokenizer, prompt, rule, message] of cases) {
      const start = (): unknown => preflight(prompt, [1], { tokenizer, rule, kind: 'logit' });
      expect(start).toThrow(InputError);
      expect(start).toThrow(message);
    }
  });

  it('leaves it to each question where log-probabilities are compared', () => {
    const crossing = handMade({ merges: [[':', 'B']] });
    const found = preflight(promptOf('Answer:'), [1], {
      tokenizer: crossing,
      rule: 'context',
      kind: 'logprob',
    });
    expect(found).toMatchObject({
      context: { found: false },
      upstream: { found: true },
      agree: false,
      singleTokens: false,
    });
  });
});

const reference = process.env['FIVESHOT_REFERENCE'];

describe
  .skipIf(!reference)
  .each('gpt2 gpt-neox-20b smollm2 tiny-bloom mistral-v1 zh-merged tiny-llama tiny-baichuan'.split(' '))(
  'letters of %s (needs FIVESHOT_REFERENCE)',
  (name) => {
    it('are those of the reference, alone and in context', async () => {
      const tokenizer = await loadTokenizer(`${reference}/golden/tokenizers/${name}`);
      const golden = JSON.parse(
        readFileSync(`${reference}/golden/tokenizers/${name}.json`, 'utf8'),
      ) as Record<'letters' | 'contexts', { text: string; last: number }[]>;
      const last = (kind: 'letters' | 'contexts', text: string): number[] => [
        golden[kind].find((one) => one.text === text)?.last ?? -1,
      ];
      expect(read(tokenizer, promptOf('答案：'), 'upstream')).toMatchObject({
        ids: letters.map((letter) => last('letters', letter)),
      });
      expect(read(tokenizer, promptOf('答案：'), 'context')).toMatchObject({
        ids: letters.map((letter) => last('contexts', `答案：${letter}`)),
      });
      expect(read(tokenizer, promptOf('Answer:', ' '), 'context')).toMatchObject({
        ids: letters.map((letter) => last('contexts', `Answer: ${letter}`)),
      });
    });
  },
);
