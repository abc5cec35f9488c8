import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { type LeaderboardBlock, rewriteBlocks } from '../../../src/report/leaderboard/blocks.ts';

const END = '<!-- /fiveshot:leaderboard -->';

function rewrite(text: string, body = 'new\n') {
  const asked: LeaderboardBlock[] = [];
  const made = rewriteBlocks(text, 'x.md', (block) => {
    asked.push(block);
    return body;
  });
  return { ...made, asked };
}

describe('rewriteBlocks', () => {
  it('replaces what stands between markers and leaves every other byte', () => {
    const before = `a  \n<!-- fiveshot:leaderboard mmlu -->\nold\n\nolder\n${END}\nb\n\tc`;
    expect(rewrite(before)).toEqual({
      text: `a  \n<!-- fiveshot:leaderboard mmlu -->\n\nnew\n\n${END}\nb\n\tc`,
      blocks: 1,
      asked: [{ table: 'mmlu', rows: 'all', order: 'card', where: 'x.md:2' }],
    });
  });

  it('reads the options of each marker', () => {
    const { asked, blocks } = rewrite(
      `<!-- fiveshot:leaderboard a rows=measured order=average -->\n${END}\n<!--fiveshot:leaderboard b-2 rows=quoted-->\n${END}\n`,
    );
    expect(blocks).toBe(2);
    expect(asked).toEqual([
      { table: 'a', rows: 'measured', order: 'average', where: 'x.md:1' },
      { table: 'b-2', rows: 'quoted', order: 'card', where: 'x.md:3' },
    ]);
  });

  it('keeps CRLF', () => {
    const { text } = rewrite(`<!-- fiveshot:leaderboard a -->\r\nold\r\n${END}\r\nb\r\n`);
    expect(text).toBe(`<!-- fiveshot:leaderboard a -->\r\n\r\nnew\r\n\r\n${END}\r\nb\r\n`);
  });

  it.each([
    ['an indented marker', `    <!-- fiveshot:leaderboard a -->\n    ${END}\n`],
    ['a fence', `\`\`\`\`md\n\`\`\`\n<!-- fiveshot:leaderboard a -->\n${END}\n\`\`\`\`\n`],
    ['a fence of tildes', `~~~\n<!-- fiveshot:leaderboard a -->\n${END}\n~~~\n`],
    ['a line of text', `see <!-- fiveshot:leaderboard a --> and ${END}\n`],
    ['another comment', '<!-- fiveshot:leaderboards a -->\n<!-- /fiveshot -->\n'],
  ])('takes no example for a marker: %s', (_what, text) => {
    expect(rewrite(text)).toEqual({ text, blocks: 0, asked: [] });
  });

  it('finds a marker after a fence', () => {
    expect(rewrite(`\`\`\`\nx\n\`\`\`\n<!-- fiveshot:leaderboard a -->\n${END}\n`).blocks).toBe(1);
  });

  it.each([
    ['no end', 'a\n<!-- fiveshot:leaderboard a -->\nb\n', /^x\.md:2: this block has no end; add/],
    [
      'a beginning too many',
      `<!-- fiveshot:leaderboard a -->\n<!-- fiveshot:leaderboard b -->\n${END}`,
      /^x\.md:2: the block of x\.md:1 is still open/,
    ],
    ['an end too many', `a\n\n${END}\n`, /^x\.md:3: this marker closes no block/],
    ['no table', `<!-- fiveshot:leaderboard -->\n${END}\n`, /^x\.md:1: the marker names no table/],
    ['an option for a table', `<!-- fiveshot:leaderboard rows=all -->\n${END}\n`, /names no table/],
    [
      'an option that stands twice',
      `<!-- fiveshot:leaderboard a rows=all order=card rows=measured -->\n${END}\n`,
      /^x\.md:1: the marker has 'rows' twice; leave one\.$/,
    ],
    [
      'an unknown option',
      `<!-- fiveshot:leaderboard a row=all -->\n${END}\n`,
      /'row=all', and can have rows=all, .*\. Did you mean 'rows=all'\?/,
    ],
    [
      'an unknown value',
      `<!-- fiveshot:leaderboard a order=best -->\n${END}\n`,
      /'order=best', and can have/,
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(() => rewrite(text)).toThrow(InputError);
    expect(() => rewrite(text)).toThrow(message);
  });
});
