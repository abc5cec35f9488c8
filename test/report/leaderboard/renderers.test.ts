import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { escapeLatex } from '../../../src/report/escape.ts';
import { LEADERBOARD_FORMATS, leaderboardRenderers } from '../../../src/report/leaderboard/index.ts';
import { leaderboardMarkdown } from '../../../src/report/leaderboard/markdown.ts';
import { rewriteBlocks } from '../../../src/report/leaderboard/blocks.ts';
import { hostileTable, make, sampleTable } from './tables.ts';

const GOLDEN = '../../golden/report/leaderboard';
const ENDINGS = { markdown: 'md', csv: 'csv', json: 'json', html: 'html', latex: 'tex' } as const;

/** Anything that a terminal would act on, but the line ends that a format itself has. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

describe.each(LEADERBOARD_FORMATS)('%s', (format) => {
  const render = leaderboardRenderers[format];

  it('is as it was', async () => {
    await expect(render([make(), sampleTable])).toMatchFileSnapshot(`${GOLDEN}.${ENDINGS[format]}`);
  });

  it('shows hostile names and notes as they are', async () => {
    const text = render([hostileTable]);
    expect(text).not.toMatch(CONTROL);
    await expect(text).toMatchFileSnapshot(`${GOLDEN}-hostile.${ENDINGS[format]}`);
  });
});

describe('Markdown', () => {
  it('has as many cells in each row as columns, and no markup of a name', () => {
    const text = leaderboardMarkdown(hostileTable);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.replace(/\\./g, '').split('|').length)).toEqual([6, 6, 6, 6, 6]);
    expect(text.replaceAll('<span>$</span>', '')).not.toMatch(/<[a-z/!]|\$/i);
  });

  it('stays between its markers, whatever the names: renewed twice it is the same', () => {
    const file = '# x\n\n<!-- fiveshot:leaderboard a -->\n<!-- /fiveshot:leaderboard -->\nend\n';
    const once = rewriteBlocks(file, 'x.md', () => leaderboardMarkdown(hostileTable)).text;
    expect(once.endsWith('\n<!-- /fiveshot:leaderboard -->\nend\n')).toBe(true);
    expect(rewriteBlocks(once, 'x.md', () => leaderboardMarkdown(hostileTable)).text).toBe(once);
  });
});

describe('CSV', () => {
  it('reads back as what it was made of, with no cell that a spreadsheet would run', () => {
    const [, ...rows] = parse(leaderboardRenderers.csv([hostileTable]));
    expect(rows).toHaveLength(3);
    for (const fields of rows) {
      expect(fields).toHaveLength(11);
      for (const field of fields) expect(field).not.toMatch(/^\s*[=+\-@]/);
    }
    expect(rows[0]?.slice(1, 7)).toEqual([
      '\'=HYPERLINK("x","y")',
      "'@m",
      'quoted',
      'measured by the card',
      '* 0',
      '34.50',
    ]);
  });

  it('keeps every digit, with a header of its own for each table', () => {
    const [first = ''] = leaderboardRenderers.csv([make(), sampleTable]).split('\r\n\r\n');
    const [head, ...rows] = parse(first);
    expect(head?.slice(6, 9)).toEqual(['Average', 'Science', 'Arts']);
    expect(rows.map((fields) => fields.slice(6, 10))).toEqual([
      ['34.50', '62.50', '20.00', ''],
      ['51.00', '', '', ''],
      ['37.50', '62.50', '20.00', ''],
      ['55.56', '75.00', '33.33', 'Average 9/16 / Arts 3/10'],
      ['', '', '', ''],
    ]);
  });
});

/** Every command that a table is set with. */
const COMMANDS =
  'begin caption centering end footnotesize hline label par raggedright setlength smallskip symbol tabcolsep ' +
  'textasciicircum textasciitilde textbackslash textbar textbf textgreater textit textless textsuperscript';

describe('LaTeX', () => {
  it('balances its braces and has no command but its own', () => {
    const tex = leaderboardRenderers.latex([hostileTable, make()]);
    const bare = tex.replaceAll(/\\[{}&$#_%\\`]/g, '');
    expect(bare.split('{').length).toBe(bare.split('}').length);
    const commands = [...tex.replaceAll('\\\\', '').matchAll(/\\([a-z]+)/gi)].map(([, name = '']) => name);
    expect(new Set(commands)).toEqual(new Set(COMMANDS.split(' ')));
    const rows = tex.split('\n').filter((line) => line.endsWith(' \\\\'));
    expect(new Set(rows.map((row) => row.replaceAll('\\&', '').split('&').length))).toEqual(new Set([4]));
  });

  // What pdfLaTeX and XeLaTeX set of each of these was looked at once, with an engine.
  it.each([
    ['a_b%c&d#e$f{g}', 'a\\_b\\%c\\&d\\#e\\$f\\{g\\}'],
    [
      '~ ^ \\ < > |',
      '\\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\textless{} \\textgreater{} \\textbar{}',
    ],
    ['\\input{x}', '\\textbackslash{}input\\{x\\}'],
    // Signs that LaTeX's fonts would join: dashes, quotation marks, and ?` to a turned question mark.
    ['a--b---c', 'a-{}-b-{}-{}-c'],
    ["``a'' ?`", "\\`{}\\`{}a'{}' ?\\`{}"],
    // pdfLaTeX knows é, and no accent by itself.
    ['e\u0301', '\u00e9'],
    ['百川-7B', '百川-7B'],
  ])('sets %s as it is', (text, expected) => {
    expect(escapeLatex(text)).toBe(expected);
  });

  it('breaks a heading of several words, so that the card’s tables fit a page', () => {
    const tex = leaderboardRenderers.latex([
      { ...make(), columns: ['Average', 'Social [x] Sciences', 'A&B'] },
    ]);
    expect(tex).toContain(
      'Model 5-shot & Average & \\begin{tabular}[b]{@{}r@{}}Social \\\\ {}[x] \\\\ Sciences\\end{tabular} & A\\&B \\\\\n',
    );
  });
});
