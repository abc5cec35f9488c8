import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { withBos } from '../../src/tokenizer/tokenizer.ts';
import { handMade } from './hand-made.ts';

const addedTokens = [
  { id: 900, content: '<s>', special: true },
  { id: 901, content: '</s>', special: true },
];
const template = {
  type: 'TemplateProcessing',
  single: [
    { SpecialToken: { id: '<s>', type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { SpecialToken: { id: '</s>', type_id: 0 } },
  ],
  pair: [],
  special_tokens: {
    '<s>': { id: '<s>', ids: [900], tokens: ['<s>'] },
    '</s>': { id: '</s>', ids: [901], tokens: ['</s>'] },
  },
};

describe('the BOS of a tokenizer', () => {
  it.each([
    [
      'add_bos_token on',
      { add_bos_token: true, bos_token: '<s>' },
      null,
      { ids: [900], addedByDefault: true },
    ],
    [
      'add_bos_token off',
      { add_bos_token: false, bos_token: '<s>' },
      template,
      { ids: [900], addedByDefault: false },
    ],
    [
      'bos_token as an object',
      { add_bos_token: true, bos_token: { content: '<s>' } },
      null,
      { ids: [900], addedByDefault: true },
    ],
    [
      'a template and no word in the config',
      { bos_token: '<s>' },
      template,
      { ids: [900], addedByDefault: true },
    ],
    ['a template and no config', undefined, template, { ids: [900], addedByDefault: true }],
    [
      'a template in a sequence',
      undefined,
      { type: 'Sequence', processors: [{ type: 'ByteLevel' }, template] },
      { ids: [900], addedByDefault: true },
    ],
    [
      'a Roberta wrapper',
      undefined,
      { type: 'RobertaProcessing', sep: ['</s>', 901], cls: ['<s>', 900] },
      { ids: [900], addedByDefault: true },
    ],
    ['neither', { bos_token: '<s>' }, null, { ids: [900], addedByDefault: false }],
    ['nothing at all', undefined, null, { ids: [], addedByDefault: false }],
  ])('is found by %s', (_, config, postProcessor, expected) => {
    expect(handMade({ addedTokens, config, postProcessor }).bos).toEqual(expected);
  });

  it('is not part of what encode gives', () => {
    const tokenizer = handMade({
      addedTokens,
      config: { add_bos_token: true, bos_token: '<s>' },
      postProcessor: template,
    });
    expect(tokenizer.encode('a')).toHaveLength(1);
  });

  it.each([
    ['BOS without a token', { add_bos_token: true }, null, /bos_token null is not in the vocabulary/],
    [
      'BOS with an unknown token',
      { add_bos_token: true, bos_token: '<bos>' },
      null,
      /"<bos>" is not in the vocabulary/,
    ],
    ['a malformed config', { add_bos_token: 'yes' }, null, /add_bos_token/],
    ['an unknown post-processor', undefined, { type: 'Other' }, /post_processor/],
    [
      'a template of a million ids',
      undefined,
      { ...template, special_tokens: { '<s>': { ids: Array<number>(1_000_000).fill(0) } } },
      /malformed/,
    ],
    ['a template without ids', undefined, { ...template, special_tokens: {} }, /"<s>"/],
  ])('refuses %s', (_, config, postProcessor, message) => {
    const load = (): unknown => handMade({ addedTokens, config, postProcessor });
    expect(load).toThrow(FormatError);
    expect(load).toThrow(message);
  });
});

describe('withBos', () => {
  const bos = { ids: [900], addedByDefault: true };

  it('puts BOS in front where the tokenizer does', () => {
    expect(withBos([1, 2], 'tokenizer', bos)).toEqual([900, 1, 2]);
    expect(withBos([1, 2], 'tokenizer', { ...bos, addedByDefault: false })).toEqual([1, 2]);
  });

  it('leaves it out where the recipe has none', () => {
    expect(withBos([1, 2], 'never', bos)).toEqual([1, 2]);
  });

  it('never puts it there twice', () => {
    expect(withBos(withBos([1, 2], 'tokenizer', bos), 'tokenizer', bos)).toEqual([900, 1, 2]);
  });

  it('adds no EOS, even where the tokenizer does', () => {
    const config = { add_bos_token: true, add_eos_token: true, bos_token: '<s>', eos_token: '</s>' };
    const tokenizer = handMade({ addedTokens, config, postProcessor: template });
    expect(withBos(tokenizer.encode('a'), 'tokenizer', tokenizer.bos)).not.toContain(901);
  });
});
