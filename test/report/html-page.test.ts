import { describe, expect, it } from 'vitest';
import { pageLeaderboards } from '../../src/commands/page-leaderboards.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { leaderboardsHtml } from '../../src/report/leaderboard/html.ts';
import type { Leaderboard } from '../../src/report/leaderboard/leaderboard.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { renderRunPage } from '../../src/report/run-page.ts';
import { HOST } from '../results/records.ts';
import { detailed, wholeRun } from './detailed.ts';
import { hostileTable, make } from './leaderboard/tables.ts';
import { diagnosed, full, hostile, missing, partial, unlabelled } from './runs.ts';

/** With an id of its own, as all published tables have. */
const otherTable = { ...hostileTable, table: 'hostile' };

const PAGES: [name: string, runs: RunReport[], leaderboards?: Leaderboard[]][] = [
  ['one run', [diagnosed]],
  ['runs among published rows', [full, partial], [make(), otherTable]],
  ['several runs', [full, partial, missing, unlabelled, diagnosed]],
  ['a hostile run', [hostile]],
  ['a run without answers', [unlabelled]],
  [
    'runs of an exam and of its samples',
    [
      full,
      {
        facts: { ...partial.facts },
        summaries: partial.summaries.map((one) => ({ ...one, title: `${one.title} (sample questions)` })),
      },
    ],
  ],
  ['no run', []],
];

const pages = PAGES.map(([name, runs, leaderboards]): [string, string] => [
  name,
  renderHtml(runs.map(detailed), leaderboards),
]);
pages.push(['leaderboards alone', leaderboardsHtml([make(), otherTable])]);

/** All matches of a group in a page. */
function all(page: string, pattern: RegExp): string[] {
  return [...page.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Tags that stand open at the end of a page or were closed out of order. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  for (const [tag, close, name = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (name === 'meta' || tag.endsWith('/>')) continue;
    if (close === '') open.push(name);
    else if (open.pop() !== name) return [...open, tag];
  }
  return open;
}

describe.each(pages)('the page of %s', (_, page) => {
  it('loads and runs nothing, and says so to the browser', () => {
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    );
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|base|form|image|foreignObject)\b/i);
    expect(page).not.toMatch(/\s(on[a-z]+|style|src|srcset|action)\s*=/i);
    // An address may be read as text, in the source of published rows; no tag and no style has one.
    expect(
      all(page, /(<[^>]*>|<style>.*?<\/style>)/gs).filter((one) => /\w+:\/\/|@import|url\(/.test(one)),
    ).toEqual([]);
    expect(all(page, /href="([^"]*)"/g).filter((target) => !target.startsWith('#'))).toEqual([]);
  });

  it('closes what it opens, and links to what is there, once', () => {
    expect(unbalanced(page)).toEqual([]);
    const ids = all(page, / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const named = all(page, /aria-labelledby="([^"]*)"/g).flatMap((one) => one.split(' '));
    const targets = all(page, /href="#([^"]*)"/g);
    expect([...targets, ...named].filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('tells in words what each drawing shows, with its numbers beside it', () => {
    for (const drawing of all(page, /<figure>(.*?)<\/figure>/gs)) {
      expect(drawing).toMatch(
        /<svg [^>]*role="img" aria-labelledby="[^"]+">\n<title [^>]*>[^<]+<\/title><desc [^>]*>[^<]+<\/desc>/,
      );
      expect(drawing).toMatch(/<details>.*<table .*<\/details>/s);
    }
    // Outside of figures there is only the store of what drawings share.
    const others = all(page.replace(/<figure>.*?<\/figure>/gs, ''), /<svg ([^>]*)>/g);
    const store = 'class="store" width="0" height="0" aria-hidden="true"';
    expect(others).toEqual(page.includes('id="calibration"') ? [store] : []);
  });

  it('has a name for every table and a scope on every heading of one', () => {
    expect(all(page, /(<table (?![^>]* aria-labelledby=)[^>]*>)(?!<caption)/gs)).toEqual([]);
    expect(all(page, /<th((?: [^>]*)?)>/g).filter((one) => !one.includes('scope="'))).toEqual([]);
  });

  it('has one h1, and no heading that leaves a level out', () => {
    const levels = all(page, /<h(\d)/g).map(Number);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    expect(page).toContain('<html lang="en">');
  });
});

describe('renderHtml', () => {
  it('is the same as ever for one run', async () => {
    await expect(renderHtml([detailed(diagnosed)])).toMatchFileSnapshot('../golden/report/page.html');
  });

  it('shows a hostile name as it is', () => {
    const page = renderHtml([detailed(hostile)]);
    expect(page).toContain('&lt;script&gt;&amp;[x](y)');
    expect(page).toContain('&lt;b&gt;note&lt;/b&gt; | cell |');
    // oxlint-disable-next-line no-control-regex
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
  });

  it('tells two runs of one model apart', () => {
    const other = { ...full, facts: { ...full.facts, id: '5f5f5f5f5f5f' } };
    const page = renderHtml([detailed(full), detailed(other)]);
    expect(page).toContain('complete-1b (0a0a0a0a0a0a)');
    expect(page).toContain('complete-1b (5f5f5f5f5f5f)');
    expect(renderHtml([detailed(full), detailed(partial)])).not.toContain('complete-1b (');
  });

  it('shows no score without n/N where a question is missing', () => {
    const page = renderHtml([detailed(partial), detailed(missing)]);
    expect(page).toContain('55.6 (9/16)');
    expect(page).toMatch(/<td class="h3">33\.3 \(3\/10\)/);
    expect(page).toContain('<td>- (0/10)</td>');
    expect(page).toContain('no average (2/12)');
  });

  it('shows runs among the published rows, after its own tables, and only where it is given them', () => {
    const page = renderHtml([detailed(full)], [make()]);
    expect(page).toMatch(/<section id="tables".*<section id="leaderboards".*<section id="averages"/s);
    expect(page).toContain('<tr class="quoted"><th scope="row">Second 7B<sup><a href="#board-small-2"');
    expect(page).toMatch(
      /<tr class="measured"><th scope="row">complete-1b<span class="sr"> \(measured\)<\/span><sup>.*?<td class="n">37\.50</,
    );
    expect(page).toContain('<li id="board-small-2">[*] By its vendor.</li>');
    expect(page).toContain('<td class="n best">51.00<span class="sr"> (best)</span></td>');
    expect(renderHtml([detailed(full)])).not.toContain('leaderboards');
  });

  it('warns above everything of an answer that is constant', () => {
    const page = renderHtml([detailed(unlabelled)]);
    expect(page.indexOf('the answer is A to all 16 questions')).toBeGreaterThan(0);
    expect(page.indexOf('the answer is A to all 16 questions')).toBeLessThan(page.indexOf('id="tables"'));
    expect(renderHtml([detailed(diagnosed)])).not.toContain('class="warnings"');
  });

  it('names what each run can be traced to', () => {
    const page = renderHtml([detailed(full)]);
    for (const text of [
      '1'.repeat(64),
      '2'.repeat(64),
      '3'.repeat(64),
      'card-1',
      '0a0a0a0a0a0a',
      'A 10, B 11',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('is under 1 MB for 20 runs of the four exams, with the published tables', async () => {
    const runs = Array.from({ length: 20 }, (_, index) => wholeRun(index));
    const page = renderHtml(runs, await pageLeaderboards(runs));
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
    expect(all(page, /<figure>(.)/gs)).toHaveLength(4 + 2 * 80);
  });
});

describe('the origin of a run on several machines', () => {
  const run = detailed(full);
  const machine = (index: number, cpu: string) => ({
    index,
    version: '0.1.0',
    host: { ...HOST, cpu },
    started: run.details.started,
    finished: null,
  });

  it('is all of its machines, each once', () => {
    const shards = [machine(1, 'a <fast> one'), machine(2, 'another'), machine(4, 'another')];
    const details = { ...run.details, host: null, merged: { of: 4, shards } };
    const page = renderHtml([{ ...run, details }]);
    expect(page).toContain('<dt>Merged from</dt><dd>shards 1, 2 and 4 of 4</dd>');
    expect(page).toContain(
      '<dt>Machine</dt><dd>a &lt;fast&gt; one, 2 cores, linux; another, 2 cores, linux</dd>',
    );
    expect(renderRunPage(full, details)).toContain('\n- Merged from shards 1, 2 and 4 of 4.\n');
  });

  it('is the place of a shard', () => {
    const details = { ...run.details, shard: { index: 2, of: 4 } };
    expect(renderHtml([{ ...run, details }])).toContain('<dt>Shard</dt><dd>2 of 4</dd>');
  });
});
