import { describe, expect, it } from 'vitest';
import { readPeerOptions } from '../../../bench/peers/options.ts';
import { readOptions } from '../../../bench/score/options.ts';

const ASKED = ['--data', 'd', '--model', 'm'];

describe('the flags of npm run bench', () => {
  it('are read', () => {
    const args = [
      ...ASKED,
      '--precision',
      'fp32,int8',
      '--limit',
      '2',
      '--threads',
      '1024',
      '--replicas',
      '3',
      '--out',
      'o',
    ];
    expect(readOptions(args)).toEqual({
      contestants: [
        { model: 'm', name: 'm', precision: 'fp32' },
        { model: 'm', name: 'm', precision: 'int8' },
      ],
      workload: { data: 'd', limit: 2 },
      profileLimit: 10,
      repeat: 3,
      threads: 1024,
      replicas: 3,
      out: 'o',
      against: undefined,
    });
  });

  it.each<[string, readonly string[], 0 | 2, RegExp]>([
    ['help', ['--help'], 0, /^usage: npm run bench -- /],
    ['help beside others', [...ASKED, '-h'], 0, /^usage: /],
    ['no model', ['--data', 'd'], 2, /^usage: /],
    ['an unknown flag', [...ASKED, '--thread', '2'], 2, /^Unknown option '--thread'[^]*\n\nusage: /],
    ['too many threads', [...ASKED, '--threads', '99999'], 2, /^--threads is 99999: .* from 1 to 1024\.$/],
    ['threads that are no number', [...ASKED, '--threads', 'all'], 2, /^--threads is not a number: .*\.$/],
    ['no questions', [...ASKED, '--limit', '0'], 2, /^--limit is 0: .* at least 1\.$/],
    ['no passes', [...ASKED, '--repeat', '0'], 2, /^--repeat is 0, .* at least 1\.$/],
    ['an unknown precision', [...ASKED, '--precision', 'int4'], 2, /^--precision is int4, .*\.$/],
    ['a precision twice', [...ASKED, '--precision', 'int8,fp32,int8'], 2, /^--precision names int8 twice/],
    ['a model twice', [...ASKED, '--model', './m/'], 2, /^--model names .*m twice/],
  ])('that are %s end with a text', (_, args, exitCode, text) => {
    expect(readOptions(args)).toEqual({ text: expect.stringMatching(text) as string, exitCode });
  });

  it('call models of one name by their paths', () => {
    const options = readOptions([...ASKED, '--model', 'a/n.gguf', '--model', 'b/n']);
    expect(options).toMatchObject({
      contestants: [{ name: 'm' }, { name: 'a/n.gguf' }, { name: 'b/n' }],
    });
  });
});

describe('the flags of npm run bench:peers', () => {
  const asked = [...ASKED, '--vllm', 'python'];

  it.each<[string, readonly string[], 0 | 2, RegExp]>([
    ['help', ['--help'], 0, /^usage: npm run bench:peers -- /],
    ['no peer', ASKED, 2, /^usage: /],
    ['too many threads', [...asked, '--threads', '99999'], 2, /^--threads is 99999: .* from 1 to 1024\.$/],
    ['a precision twice', [...asked, '--precision', 'int8,int8'], 2, /^--precision names int8 twice/],
  ])('that are %s end with a text', (_, args, exitCode, text) => {
    expect(readPeerOptions(args)).toEqual({ text: expect.stringMatching(text) as string, exitCode });
  });
});
