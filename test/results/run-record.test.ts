import { describe, expect, it } from 'vitest';
import { runRecordSchema } from '../../src/results/run-record.ts';
import { HOST, runRecordOf } from './records.ts';

const shard = { index: 1, version: '0.1.0', host: HOST, started: '2026-11-23T18:00:00Z', finished: null };

describe('run.json', () => {
  it.each([
    ['a whole run', {}],
    ['a shard', { shard: { index: 3, of: 3, questions: 0 } }],
    ['a merged run', { host: null, merged: { of: 2, shards: [shard] } }],
  ])('may be of %s', (_, changes) => {
    expect(runRecordSchema.safeParse({ ...runRecordOf(), ...changes }).success).toBe(true);
  });

  it.each([
    ['no host, where it was not merged', { host: null }],
    ['a shard beyond their number', { shard: { index: 4, of: 3, questions: 1 } }],
    ['a shard of no number', { shard: { index: 0, of: 3, questions: 1 } }],
    ['a shard with more to it', { shard: { index: 1, of: 3, questions: 1, token: 'x' } }],
    ['shards without hosts', { host: null, merged: { of: 2, shards: [{ ...shard, host: null }] } }],
  ])('has not %s', (_, changes) => {
    expect(runRecordSchema.safeParse({ ...runRecordOf(), ...changes }).success).toBe(false);
  });
});
