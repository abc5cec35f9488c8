import { expect, it } from 'vitest';
import { parseShard } from '../../src/config/shard.ts';

it.each([
  ['1/1', { index: 1, of: 1 }],
  ['3/12', { index: 3, of: 12 }],
])('%s is a shard', (text, shard) => {
  expect(parseShard(text)).toEqual(shard);
});

it.each(['', '1', '0/3', '4/3', 'a/b', '1/2/3', '-1/2', '1 /2', '1/0', '1e1/20', '1/99999'])(
  '%j is no shard',
  (text) => {
    expect(parseShard(text)).toBeNull();
  },
);
