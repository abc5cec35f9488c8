import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPublished } from '../../src/results/published.ts';
import { publishedOddities } from '../../src/scoring/published-oddities.ts';

const tables = (await readPublished(resolve(import.meta.dirname, '../../results/published'))).map(
  (table) => ({
    table,
    average: 'Average',
  }),
);

function oddities(id: string, equalRows: readonly (readonly string[])[] = []) {
  const own = tables.find(({ table }) => table.table === id);
  if (own === undefined) throw new Error(`no table ${id}`);
  return publishedOddities({ ...own, equalRows, parts: ['Avg(Hard)'], tables });
}

/* Read off the card by eye, before and apart from this program. */
describe("the card's rows", () => {
  it('have one that is better on the hard subjects than on all', () => {
    expect(oddities('ceval').partsAboveAverage).toEqual([
      { printed: 'TigerBot-7B-base', column: 'Avg(Hard)', value: '27.0', average: '25.7' },
    ]);
    expect(oddities('mmlu').partsAboveAverage).toEqual([]);
  });

  it('have two that are equal here and 10.5 points apart there', () => {
    const pair = ['Open-LLaMA-v2-pretrain', 'ChatGLM-6B'];
    for (const id of ['gaokao', 'agieval']) {
      expect(oddities(id, [pair]).equalModels).toEqual([
        {
          printed: pair,
          elsewhere: [
            {
              title: 'C-Eval',
              averages: [
                { printed: 'Open-LLaMA-v2-pretrain (7B)', average: '24.0' },
                { printed: 'ChatGLM-6B', average: '34.5' },
              ],
              apart: '10.5',
            },
          ],
        },
      ]);
    }
  });

  it('have averages below what guessing gives', () => {
    expect(oddities('ceval').belowGuessing.map(({ printed }) => printed)).toEqual([
      'Open-LLaMA-v2-pretrain (7B)',
      'BLOOM-7B',
    ]);
    expect(oddities('mmlu').belowGuessing).toEqual([
      { printed: 'moss-moon-003-base (16B)', average: '23.6' },
    ]);
  });
});
