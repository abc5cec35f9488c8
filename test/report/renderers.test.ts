import { describe, expect, it } from 'vitest';
import type { Table } from '../../src/records.ts';
import { cardTables } from '../../src/report/card-tables.ts';
import { detailTables } from '../../src/report/detail-tables.ts';
import { diagnosticTables } from '../../src/report/diagnostics/tables.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { diagnosed, full, hostile, missing, partial, unlabelled } from './runs.ts';

const GOLDEN = '../golden/report';
const runs = [full, partial, missing, unlabelled];
const card = cardTables(runs, { constants: true });
const detail = detailTables([partial, unlabelled]);
const diagnostics = diagnosticTables([full, unlabelled, diagnosed]);

/** Anything that a terminal would act on, but line feeds. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

describe('golden texts', () => {
  it.each([
    ['card.terminal.txt', () => renderTerminal(card, { detail: false, colour: false })],
    ['detail.terminal.txt', () => renderTerminal(detail, { detail: true, colour: false })],
    ['card.markdown.md', () => renderMarkdown(card, { detail: false })],
    ['detail.markdown.md', () => renderMarkdown(detail, { detail: true })],
    ['diagnostics.terminal.txt', () => renderTerminal(diagnostics, { detail: true, colour: false })],
    ['diagnostics.markdown.md', () => renderMarkdown(diagnostics, { detail: true })],
    ['hostile.markdown.md', () => renderMarkdown(cardTables([hostile]), { detail: false })],
    ['hostile.terminal.txt', () => renderTerminal(cardTables([hostile]), { detail: false, colour: false })],
    ['runs.json', () => renderJson([partial, unlabelled])],
  ])('%s', async (name, render) => {
    await expect(render()).toMatchFileSnapshot(`${GOLDEN}/${name}`);
  });
});

describe('every renderer', () => {
  it('shows n/N where n is less than N, and everywhere with detail', () => {
    for (const render of [
      renderMarkdown,
      (tables: readonly Table[], options: { detail: boolean }) =>
        renderTerminal(tables, { ...options, colour: false }),
    ]) {
      const brief = render(cardTables([full, partial]), { detail: false });
      expect(brief).toContain('55.6 (9/16)');
      expect(brief).not.toContain('37.5 (16/16)');
      expect(render(cardTables([full, partial]), { detail: true })).toContain('37.5 (16/16)');
    }
  });

  it('shows n/N behind the mark of no accuracy with detail only', () => {
    const tables = detailTables([unlabelled]);
    expect(renderMarkdown(tables, { detail: true })).toMatch(/\| - \(0\/\d+\)/);
    expect(renderMarkdown(tables, { detail: false })).not.toMatch(/- \(0\//);
  });

  it('lets no control character through', () => {
    expect(hostile.facts.model).toMatch(CONTROL);
    const tables = [...cardTables([hostile], { constants: true }), ...detailTables([hostile])];
    expect(renderMarkdown(tables, { detail: true })).not.toMatch(CONTROL);
    expect(renderTerminal(tables, { detail: true, colour: false })).not.toMatch(CONTROL);
    expect(renderJson([hostile])).not.toMatch(CONTROL);
  });
});

describe('renderMarkdown', () => {
  it('keeps as many cells in a row as there are columns, whatever the names', () => {
    const lines = renderMarkdown(cardTables([hostile]), { detail: false }).split('\n');
    const rows = lines.filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.replace(/\\./g, '').split('|').length)).toEqual([6, 6, 6]);
    expect(lines.join('\n')).not.toMatch(/<[a-z/]/i);
  });
});

describe('renderTerminal', () => {
  it('colours only where asked', () => {
    const tables = cardTables([full]);
    const coloured = renderTerminal(tables, { detail: false, colour: true });
    expect(coloured).toContain('\u001b[1mSmall exam');
    // oxlint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(
      renderTerminal(tables, { detail: false, colour: false }),
    );
  });

  it('draws Chinese names in two columns a character', () => {
    const table: Table = {
      title: '表',
      columns: ['科目', 'n'],
      rows: [
        [
          { type: 'text', text: '法学' },
          { type: 'count', value: 3 },
        ],
      ],
      footnotes: [],
    };
    const [, top, head, , row] = renderTerminal([table], { detail: false, colour: false }).split('\n');
    expect(top).toBe('┌──────┬───┐');
    expect([head, row]).toEqual(['│ 科目 │ n │', '│ 法学 │ 3 │']);
  });
});

describe('renderJson', () => {
  it('gives back what went in', () => {
    const parsed: unknown = JSON.parse(renderJson([hostile, missing]));
    expect(parsed).toEqual({
      schema: 'fiveshot.report/1',
      runs: [
        { ...hostile.facts, summaries: hostile.summaries },
        { ...missing.facts, summaries: missing.summaries },
      ],
    });
  });
});
