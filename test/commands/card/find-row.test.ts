import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRows } from '../../../src/commands/card/find-row.ts';
import { InputError } from '../../../src/errors.ts';
import { readPublished } from '../../../src/results/published.ts';

const tables = await readPublished(resolve(import.meta.dirname, '../../../results/published'));
const printedOf = (name: string) =>
  Object.fromEntries(
    [...findRows(tables, name, 'by a flag')].map(([table, { printed }]) => [table, printed]),
  );

describe('findRows', () => {
  it.each(['BLOOM-7B1', 'BLOOM 7B', 'BLOOM-7B', 'bloom-7b'])(
    "finds a model's rows under every name: %s",
    (name) => {
      expect(printedOf(name)).toEqual({
        agieval: 'BLOOM-7B',
        ceval: 'BLOOM-7B',
        gaokao: 'BLOOM-7B',
        mmlu: 'BLOOM 7B',
      });
    },
  );

  it('leaves out tables without the model', () => {
    expect(Object.keys(printedOf('GPT-4'))).toEqual(['ceval']);
  });

  it('refuses an unknown name with those that there are', () => {
    expect(() => findRows(tables, 'llama-7bhf', 'by a flag')).toThrow(InputError);
    expect(() => findRows(tables, 'llama-7bhf', 'by a flag')).toThrow(
      /^No published row is called 'llama-7bhf', only Aquila-7B, .*\. Did you mean 'LLaMA-7B-hf'\?$/,
    );
    expect(() => findRows(tables, 'baichuan7b', 'by the run')).toThrow(
      /--row: Aquila-7B, .*\. Did you mean 'Baichuan-7B'\?$/,
    );
    expect(() => findRows(tables, 'mine', 'by the run')).toThrow(
      /^The run's model is called 'mine', as no published row is; name one with --row: Aquila-7B, /,
    );
  });

  it('refuses a model that has two rows in a table, unless one is printed so', () => {
    const twice = tables.map((table) => {
      const again = table.rows.map((row) => Object.assign({}, row, { printed: `${row.printed} again` }));
      return Object.assign({}, table, { rows: [...table.rows, ...again] });
    });
    expect(() => findRows(twice, 'GPT-4', 'by a flag')).not.toThrow();
    expect(() => findRows(twice, 'BLOOM-7B1', 'by a flag')).toThrow(
      "'BLOOM-7B1' is more than one row of 'agieval': name one with --row: BLOOM-7B, BLOOM-7B again.",
    );
  });
});
