import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageLeaderboards } from '../../src/commands/page-leaderboards.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { leaderboardsHtml } from '../../src/report/leaderboard/html.ts';
import { findChromium, NO_BROWSER, openBrowser, type OpenBrowser } from '../viewer/browser.ts';
import { detailed, wholeRun } from './detailed.ts';
import { hostileTable, make } from './leaderboard/tables.ts';
import { hostile } from './runs.ts';

const executable = findChromium();
if (executable === null) process.stderr.write(`reports are not tested in a browser: ${NO_BROWSER}\n`);

/** A telephone, a tablet, a desk. */
const WIDTHS = [375, 768, 1280];

/** How wide the page is where that is more than the window shows of it. */
const BEYOND = `(() => {
  const { scrollWidth } = document.scrollingElement;
  return scrollWidth <= innerWidth ? null : scrollWidth;
})()`;

/** Texts that stand on a ground of less than 4.5 to 1, as WCAG 2.2 (1.4.3) reckons it. */
const FAINT = `(() => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = (top, below) => top.rgb.map((one, place) => one * top.a + below[place] * (1 - top.a));
  const groundOf = (element) => {
    if (element === null) return [255, 255, 255];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own.rgb : over(own, groundOf(element.parentElement));
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint = new Set();
  for (const element of document.querySelectorAll('h1, h2, h3, p, a, li, th, td, dt, dd, summary, figcaption, caption')) {
    const ground = light(groundOf(element));
    const ink = light(over(parse(getComputedStyle(element).color), groundOf(element)));
    const ratio = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
    if (ratio < 4.5) faint.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2));
  }
  return [...faint];
})()`;

describe.skipIf(executable === null)('pages in a browser (needs Chromium)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-report-'));
  let browser: OpenBrowser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    const many = Array.from({ length: 20 }, (_, index) => wholeRun(index));
    const one = many.slice(0, 1);
    const pages = {
      one: renderHtml(one, await pageLeaderboards(one)),
      twenty: renderHtml(many, await pageLeaderboards(many)),
      hostile: renderHtml([detailed(hostile)], [hostileTable]),
      leaderboards: leaderboardsHtml([make(), { ...hostileTable, table: 'hostile' }]),
    };
    for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), text);
    browser = await openBrowser(executable ?? '');
    page = await browser.context.newPage();
    page.on('console', (message) => faults.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) faults.push(request.url());
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    it.each(['one', 'twenty', 'hostile', 'leaderboards'])(
      'the page of %s fits every width, opened or not, and can be read',
      async (name) => {
        await page.emulateMedia({ colorScheme });
        await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
        const wrong: Record<string, number> = {};
        for (const open of [false, true]) {
          await page.evaluate(
            `for (const one of document.querySelectorAll('details')) one.open = ${String(open)};`,
          );
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 800 });
            const beyond = await page.evaluate<number | null>(BEYOND);
            if (beyond !== null) wrong[`${width}, ${open ? 'opened' : 'closed'}`] = beyond;
          }
        }
        const faint = await page.evaluate<string[]>(FAINT);
        expect({ wrong, faint, faults }).toEqual({ wrong: {}, faint: [], faults: [] });
        const [ground, ink] = await page.evaluate<[string, string]>(
          '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]',
        );
        expect(brightness(ground) < brightness(ink)).toBe(colorScheme === 'dark');
      },
    );
  });
});

function brightness(colour: string): number {
  return (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, one) => sum + Number(one), 0);
}
