import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandLine } from './command-line.ts';

const reference = process.env['FIVESHOT_REFERENCE'];

const derived = z.object({
  macro_from_categories: z.number().optional(),
  micro_from_categories: z.number().optional(),
});
const cardSchema = z.object({
  tables: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        columns: z.array(z.object({ id: z.string(), label: z.string(), decimals: z.number().optional() })),
        rows: z.array(
          z.object({
            model: z.string().optional(),
            marker: z.string().nullish(),
            values: z.record(z.string(), z.number().nullable()).optional(),
            derived: derived.optional(),
          }),
        ),
      }),
    )
    .transform((tables) => tables.filter(({ rows }) => rows.every(({ values }) => values !== undefined))),
  checks: z.object({ gaokao_total_rule: z.string(), agieval_total_rule: z.string() }),
});

const auditSchema = z.object({
  tables: z.array(
    z.object({
      table: z.string(),
      fitting: z.array(z.string()),
      rules: z.array(z.object({ rule: z.string(), possible: z.number(), checked: z.number() })),
      fewestQuestions: z.number().nullable(),
      questions: z.number(),
      equalRows: z.array(z.array(z.string())),
      rows: z.array(
        z.object({
          printed: z.string(),
          status: z.string(),
          findings: z.array(z.object({ rule: z.string(), computed: z.number() })),
        }),
      ),
    }),
  ),
});

/** A Markdown table's rows, each a list of cells without escapes. */
const cellsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('\\', '')),
    );

/** Empty without a reference. */
const card = cardSchema.parse(
  reference === undefined
    ? { tables: [], checks: { gaokao_total_rule: '', agieval_total_rule: '' } }
    : JSON.parse(readFileSync(join(reference, 'card_tables.json'), 'utf8')),
);

const tableOf = (id: string) => {
  const table = card.tables.find((one) => one.id === id);
  if (table === undefined) throw new Error(`no table ${id}`);
  return table;
};

type CardTable = ReturnType<typeof tableOf>;
/** A value with the decimals of its column, or what stands for none. */
const texts = ({ columns }: CardTable, { values }: CardTable['rows'][number], none: string) =>
  columns.map(({ id, decimals }) => values?.[id]?.toFixed(decimals ?? 0) ?? none);

describe.skipIf(reference === undefined)(
  'the card as another reading of it has it (needs FIVESHOT_REFERENCE)',
  () => {
    const { run } = commandLine();

    it('has four tables with 44 rows', () => {
      expect(card.tables.map(({ id, rows }) => [id, rows.length])).toEqual([
        ['ceval', 15],
        ['gaokao', 10],
        ['agieval', 10],
        ['mmlu', 9],
      ]);
    });

    it('is what leaderboard prints: rows, order, decimals, marks, and the best of each column', async () => {
      const { code, stdout } = await run('leaderboard --format markdown --rows quoted');
      expect(code).toBe(0);
      const sections = stdout.split(/^### .*$/m).slice(1);
      expect(sections).toHaveLength(card.tables.length);
      for (const [index, table] of card.tables.entries()) {
        const [head, , ...rows] = cellsOf(sections[index] ?? '');
        expect(head).toEqual([table.title.split(' / ')[0], ...table.columns.map(({ label }) => label)]);
        expect(rows.map((row) => row.map((cell) => cell.replaceAll('*', '').replace('[]', '[*]')))).toEqual(
          table.rows.map((row) => [
            (row.model ?? '') + (row.marker ? ` [${row.marker}]` : ''),
            ...texts(table, row, '-'),
          ]),
        );
        const best = table.columns.map(({ id }) =>
          Math.max(...table.rows.map(({ values }) => values?.[id] ?? 0)),
        );
        expect(rows.map((row) => row.slice(1).map((cell) => cell.startsWith('**')))).toEqual(
          table.rows.map(({ values }) => table.columns.map(({ id }, place) => values?.[id] === best[place])),
        );
        const explained = [...(sections[index] ?? '').matchAll(/^- \\\[(.+)\\\] /gm)].map(([, mark]) =>
          mark?.replace('\\', ''),
        );
        const marks = new Set(table.rows.flatMap(({ marker }) => marker ?? []));
        expect(explained).toHaveLength(marks.size);
        expect(new Set(explained)).toEqual(marks);
      }
    });

    it('is what leaderboard writes as CSV, digit for digit', async () => {
      const { stdout } = await run('leaderboard --format csv');
      const rows = stdout
        .split('\r\n\r\n')
        .flatMap((part) => parse(part).slice(1))
        // The model's own name, how its row came about, what was counted and the notes are not the card's.
        .map((fields) => fields.filter((_, at) => at !== 2 && at !== 4 && at < fields.length - 2));
      expect(rows).toEqual(
        card.tables.flatMap((table) =>
          table.rows.map((row) => [
            table.id,
            row.model,
            'quoted',
            row.marker ?? '',
            ...texts(table, row, ''),
          ]),
        ),
      );
    });

    it.each([
      ['ceval', 'subject-mean', 'macro_from_categories', 15],
      ['mmlu', 'pooled', 'micro_from_categories', 7],
    ] as const)('has averages that the auditor finds the rule of: %s by %s', async (id, rule, key, rows) => {
      const audit = auditSchema.parse(JSON.parse((await run(`card audit ${id} --json`)).stdout)).tables[0];
      expect(audit?.fitting).toEqual([rule]);
      expect(audit?.rules).toContainEqual(expect.objectContaining({ rule, possible: rows, checked: rows }));
      const expected = tableOf(id).rows.map((row) => row.derived?.[key] ?? null);
      expect(expected.filter((value) => value !== null)).toHaveLength(rows);
      const found = audit?.rows.map((row) => row.findings.find((one) => one.rule === rule)?.computed ?? null);
      expect(found).toHaveLength(expected.length);
      for (const [place, value] of expected.entries()) {
        if (value === null) expect(audit?.rows[place]?.status).toBe('unchecked');
        // The reference has three decimals.
        else expect(Math.abs((found?.[place] ?? 0) - value)).toBeLessThanOrEqual(0.000501);
      }
    });

    it('has averages that were not pooled over one set, and two rows that are equal, in the other two', async () => {
      const { tables } = auditSchema.parse(JSON.parse((await run('card audit --json')).stdout));
      for (const [id, check] of [
        ['gaokao', /no common question count N below (\d+)/],
        ['agieval', /smallest common N is (\d+)/],
      ] as const) {
        const audit = tables.find(({ table }) => table === id);
        const [, fewest] = check.exec(card.checks[`${id}_total_rule`]) ?? [];
        expect(audit?.fewestQuestions).toBe(Number(fewest));
        expect(audit?.questions).toBeLessThan(Number(fewest));
        expect(audit?.equalRows).toEqual([['Open-LLaMA-v2-pretrain', 'ChatGLM-6B']]);
      }
    });
  },
);
