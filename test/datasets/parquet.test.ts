import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseParquet } from '../../src/datasets/parquet.ts';
import { FormatError } from '../../src/errors.ts';

/*
 * Written with pyarrow 's write_table: columns id (int32) and question, A to D, answer, explanation (string);
 * test with snappy and a null answer, dev with zstd.
 */
const folder = new URL('../fixtures/datasets/ceval-hosted/logic/', import.meta.url);
const test = readFileSync(new URL('test-00000-of-00001.parquet', folder));
const dev = readFileSync(new URL('dev-00000-of-00001.parquet', folder));

describe('parseParquet', () => {
  it('reads snappy pages with texts exactly as stored', async () => {
    const table = await parseParquet(test, 'test.parquet');
    expect(table.columns).toEqual(['id', 'question', 'A', 'B', 'C', 'D', 'answer', 'explanation']);
    expect(table.rows).toHaveLength(3);
    expect(table.rows[0]).toEqual([
      '0',
      '所有的猫都是动物。\r\n小花是猫，所以____',
      '小花是动物',
      '小花是植物',
      ' 小花是石头',
      'None',
      'A',
      '',
    ]);
  });

  it('reads an empty and a null answer as empty', async () => {
    const table = await parseParquet(test, 'test.parquet');
    expect(table.rows.map((row) => row[6])).toEqual(['A', '', '']);
  });

  it('reads zstd pages', async () => {
    const table = await parseParquet(dev, 'dev.parquet');
    expect(table.rows.map((row) => row[2])).toEqual(['1', '2', '3', '4', '5']);
  });

  it('reads a file that is a part of a larger buffer', async () => {
    const padded = Buffer.concat([Buffer.alloc(7), test]).subarray(7);
    expect((await parseParquet(padded, 'test.parquet')).rows).toHaveLength(3);
  });

  it.each([
    ['cut off', test.subarray(0, -20)],
    ['empty', Buffer.alloc(0)],
    ['another format', Buffer.from('id,question\n0,1\n')],
  ])('refuses a file that is %s', async (_, bytes) => {
    const reading = parseParquet(bytes, 'bad.parquet');
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow("bad.parquet can't be read as Parquet");
  });
});
