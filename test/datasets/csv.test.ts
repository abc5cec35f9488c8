import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/datasets/csv.ts';
import { FormatError } from '../../src/errors.ts';

const read = (text: string, columns?: readonly string[]) =>
  parseCsv({ bytes: Buffer.from(text), source: 'made.csv', ...(columns && { columns }) });

describe('parseCsv', () => {
  it.each([
    ['an embedded CRLF in a file of LF rows', 'q,a\n"one\r\ntwo",x\n', 'one\r\ntwo'],
    ['an embedded LF in a file of CRLF rows', 'q,a\r\n"one\ntwo",x\r\n', 'one\ntwo'],
    ['a lone CR', 'q,a\r\n"one\rtwo",x\r\n', 'one\rtwo'],
    ['edge spaces and tabs', 'q,a\n \tone\u3000,x\n', ' \tone\u3000'],
    ['the text None', 'q,a\nNone,x\n', 'None'],
    ['the texts nan, NULL and 1e5', 'q,a\nnan NULL 1e5,x\n', 'nan NULL 1e5'],
    ['doubled quotes and commas', 'q,a\n"say ""a, b""",x\n', 'say "a, b"'],
    ['a quote inside an unquoted cell', 'q,a\nWhat is 5"?,x\n', 'What is 5"?'],
    ['an empty cell', 'q,a\n,x\n', ''],
    ['a cell of spaces', 'q,a\n  ,x\n', '  '],
  ])('keeps %s', (_, text, cell) => {
    expect(read(text).rows).toEqual([[cell, 'x']]);
  });

  it('reads the same rows for every row ending, with and without a final one', () => {
    const rows = [
      ['1', '2'],
      ['3', '4'],
    ];
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['a,b', '1,2', '3,4'].join(end);
      expect(read(text).rows).toEqual(rows);
      expect(read(text + end).rows).toEqual(rows);
    }
  });

  it('takes a byte order mark off the first column name', () => {
    expect(read('\uFEFFq,a\n1,2\n').columns).toEqual(['q', 'a']);
  });

  it('reads the first row as data where the columns are given', () => {
    expect(read('1,2\n', ['q', 'a'])).toMatchObject({ columns: ['q', 'a'], rows: [['1', '2']] });
  });

  it('names the line of a row after rows with embedded line ends and blank lines', () => {
    const table = read('q,a\r\n"1\r\n2\n3",x\r\n\r\n4,y\r\n');
    expect(table.where(0, 'a')).toBe('made.csv, line 2, column a');
    expect(table.where(1, 'a')).toBe('made.csv, line 6, column a');
  });

  it('refuses a row with a missing cell, naming its line', () => {
    expect(() => read('q,a\n"1\n2",x\n3\n')).toThrow(FormatError);
    expect(() => read('q,a\n"1\n2",x\n3\n')).toThrow('made.csv, line 4: 1 cells instead of 2 (q, a)');
  });

  it('refuses a cut-off file', () => {
    expect(() => read('q,a\n1,2\n"3')).toThrow(/made\.csv can't be read as CSV: Quote Not Closed.*line/);
  });

  it('keeps quotes inside unquoted cells beside quoted cells that begin and end with quotes', () => {
    expect(read('q,a\n5" or 6",x\n\n"""a"" b ""c""",""""\n').rows).toEqual([
      ['5" or 6"', 'x'],
      ['"a" b "c"', '"'],
    ]);
  });

  it.each([
    ['characters after a closing quote', 'q,a\n"1\r\n2",x\n\n"abc"def,y\n', 5],
    ['a space after a closing quote', 'q,a\n"abc" ,y\n', 2],
    ['quotes that are not doubled', 'q,a\n1,"say "b" now"\n', 2],
    ['a closing quote that is lost', 'q,a\n1,2\n"three,x\n4,y\n"five",z\n', 3],
    ['the same after a quote in an unquoted cell', 'q,a\n5",2\n3,"three\n"five",z\n', 3],
  ])('refuses %s, naming the line on which the cell begins', (_, text, line) => {
    expect(() => read(text)).toThrow(FormatError);
    expect(() => read(text)).toThrow(
      `made.csv, line ${line}: a quoted cell that begins here goes on after its closing quote`,
    );
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('q,a\n'), Buffer.from([0xb4, 0xf0]), Buffer.from(',x\n')]);
    expect(() => parseCsv({ bytes, source: 'gbk.csv' })).toThrow('gbk.csv is not UTF-8 text');
  });
});
