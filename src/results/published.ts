import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { InputError, hasCode } from '../errors.ts';
import type { PublishedTable } from '../records.ts';
import { firstIssue } from './journal-entry.ts';

/** A table is a page; anything larger is another file put there by mistake. */
const MAX_BYTES = 1024 * 1024;

const text = z.string().min(1);
const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d+)?$/, "is not a percentage in quotes, such as '34.50'")
  .refine((value) => Number(value) <= 100, 'is more than 100 %');

const row = z
  .strictObject({
    printed: text,
    model: text,
    marks: z.array(text).readonly().default([]),
    obtained: text,
    values: z.array(percent.nullable()).readonly(),
  })
  .readonly();

const tableSchema = z
  .strictObject({
    schema: z.literal('fiveshot.published/1'),
    table: z.string().regex(/^[a-z0-9-]+$/, 'is not made of a-z, 0-9 and -'),
    benchmark: z.enum(['ceval', 'gaokao', 'agieval', 'mmlu']),
    title: text,
    source: z
      .strictObject({ document: text, url: z.url(), revision: text.exactOptional(), date: z.iso.date() })
      .readonly(),
    shots: z.int().min(0),
    split: z.enum(['dev', 'val', 'test']).nullable(),
    decimals: z.int().min(0).max(4),
    own: text.exactOptional(),
    recipe: text.exactOptional(),
    precision: text.exactOptional(),
    head: text,
    columns: z.array(text).min(1).readonly(),
    footnotes: z.record(text, text).readonly().default({}),
    obtained: z.record(text, text).readonly(),
    rows: z.array(row).min(1).readonly(),
  })
  .readonly();

/**
 * The tables of a folder of published rows (`*.yaml`, `*.yml`, `*.json`), in order of their files' names.
 * Throws InputError with file and place where a file is not such a table, has a value with other decimals than its
 * table, a mark or an origin that it does not explain, or the name of another table.
 */
export async function readPublished(folder: string): Promise<readonly PublishedTable[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR')) throw error;
    throw new InputError(`${folder} is not a folder of published tables; name one with --published.`);
  });
  const tables: PublishedTable[] = [];
  for (const name of names.filter((one) => /\.(ya?ml|json)$/.test(one)).toSorted()) {
    const table = await readTable(join(folder, name));
    if (tables.some((one) => one.table === table.table)) {
      throw new InputError(`${join(folder, name)} is a second table '${table.table}': give it another name.`);
    }
    tables.push(table);
  }
  if (tables.length === 0) {
    throw new InputError(`${folder} has no published table (*.yaml); name another folder with --published.`);
  }
  return tables;
}

async function readTable(path: string): Promise<PublishedTable> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) {
    throw new InputError(`${path} has ${size} bytes, and a published table at most ${MAX_BYTES}.`);
  }
  const document = parseDocument(await readFile(path, 'utf8'));
  const [fault] = document.errors;
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line ?? 1;
    throw new InputError(`${path}:${line}: ${fault.message.split(/ at line \d+|\n/, 1)[0] ?? fault.code}.`);
  }
  const parsed = tableSchema.safeParse(valueOf(document, path));
  if (!parsed.success)
    throw new InputError(
      `${path} is not a published table (${firstIssue(parsed.error)}); docs/leaderboards.md has its keys.`,
    );
  const { schema: _schema, ...table } = parsed.data;
  const wrong = inconsistency(table);
  if (wrong !== null) throw new InputError(`${path}: ${wrong}.`);
  return table;
}

/** No table needs an alias, and a few lines of them stand for a value without end. */
function valueOf(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new InputError(`${path} has an alias (*name), which a published table can't use; write the value.`);
  }
}

/** What the parts of a table say against each other, without a full stop. */
function inconsistency({ columns, decimals, footnotes, obtained, own, rows }: PublishedTable): string | null {
  if (new Set(columns).size < columns.length) return 'two columns have one name';
  if (new Set(rows.map(({ printed }) => printed)).size < rows.length) return 'two rows have one printed name';
  if (own !== undefined && !Object.hasOwn(obtained, own))
    return `its own way is '${own}', which is not explained under obtained`;
  const digits = decimals === 0 ? '' : `.${'0'.repeat(decimals)}`;
  for (const { printed, values, marks, obtained: origin } of rows) {
    if (values.length !== columns.length)
      return `row '${printed}' has ${values.length} values for ${columns.length} columns; write null for an empty cell`;
    const other = values.find((one) => one !== null && (one.split('.')[1]?.length ?? 0) !== decimals);
    if (other !== undefined) return `row '${printed}' has ${other} in a table of numbers like 12${digits}`;
    const mark = marks.find((one) => !Object.hasOwn(footnotes, one));
    if (mark !== undefined) return `row '${printed}' has the mark '${mark}', which is not under footnotes`;
    if (!Object.hasOwn(obtained, origin))
      return `row '${printed}' is obtained by '${origin}', which is not explained under obtained`;
  }
  return null;
}
