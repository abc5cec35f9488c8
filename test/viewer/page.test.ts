import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readViewedRun } from '../../src/commands/view/serve-runs.ts';
import { textFinder } from '../../src/commands/view/texts.ts';
import type { ViewedRun } from '../../src/viewer/run-index.ts';
import { startViewer, type Viewer } from '../../src/viewer/server.ts';
import { writeExams } from '../e2e/tiny-exams.ts';
import { findChromium, NO_BROWSER, openBrowser, type OpenBrowser } from './browser.ts';
import { writeRunFolder } from './made-run.ts';
import { runOver } from './sample-run.ts';

const executable = findChromium();
if (executable === null)
  process.stderr.write(`the viewer's page is not tested in a browser: ${NO_BROWSER}\n`);

/** What wants to be markup, in a model's name and in a question. */
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const LONG = 'mmlu/astronomy';
const TASKS = `mmlu/anatomy,ceval/law,agieval/gaokao-history,${LONG}`;

function found(page: Page): Promise<string> {
  return page.innerText('#found');
}

function cells(page: Page, row: number): Promise<string[]> {
  return page.locator(`#rows tr:nth-child(${row}) td`).allInnerTexts();
}

function chosenId(page: Page): Promise<string> {
  return page.innerText('#rows [aria-selected=true] td:first-child');
}

describe.skipIf(executable === null)("the viewer's page in a browser (needs Chromium)", () => {
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-page-'));
  const said: string[] = [];
  let runs: readonly ViewedRun[];
  let viewer: Viewer;
  let browser: OpenBrowser;

  beforeAll(async () => {
    const data = join(folder, 'data');
    writeExams(data);
    const questions = join(data, 'mmlu/test/anatomy_test.csv');
    const csv = await readFile(questions, 'utf8');
    await writeFile(questions, csv.replaceAll('fingers', HOSTILE.replaceAll('"', '""')));
    for (const [name, seed] of [
      ['a', 7],
      ['b', 11],
    ] as const) {
      const made = await runOver(TASKS, { data, seed, model: `${name} ${HOSTILE}` });
      await writeRunFolder(join(folder, name), made.record, made.entries);
    }
    runs = [await readViewedRun(join(folder, 'a')), await readViewedRun(join(folder, 'b'))];
    viewer = await startViewer({
      runs,
      findTexts: textFinder(data),
      port: 0,
      onFault: (fault) => said.push(String(fault)),
    });
    browser = await openBrowser(executable ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await viewer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page; whatever it complains of, a breach of its own policy too, is kept. */
  async function open(hash = ''): Promise<Page> {
    const page = await browser.context.newPage();
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    await page.goto(viewer.url + hash);
    await page.waitForSelector('#rows tr');
    return page;
  }

  const entriesOf = (exam: string) => (runs[0]?.entries ?? []).filter(({ id }) => id.startsWith(exam));

  it('lists the journal and narrows it by exam, subject, outcome, margin and id', async () => {
    const page = await open();
    const all = runs[0]?.entries ?? [];
    expect(await found(page)).toMatch(new RegExp(`^${all.length} questions; \\d+ right of \\d+ scored$`));
    expect((await cells(page, 1))[0]).toBe(all[0]?.id);

    await page.selectOption('[name=exam]', 'mmlu');
    await expect.poll(() => found(page)).toMatch(new RegExp(`^${entriesOf('mmlu/').length} questions`));
    await page.selectOption('[name=subject]', 'mmlu/anatomy');
    await expect.poll(() => found(page)).toMatch(/^5 questions/);
    await page.selectOption('[name=subject]', '');
    const wrong = entriesOf('mmlu/').filter(({ outcome }) => outcome === 'wrong');
    await page.selectOption('[name=outcome]', 'wrong');
    await expect
      .poll(() => found(page))
      .toMatch(new RegExp(`^${wrong.length} of ${entriesOf('mmlu/').length} questions`));
    await page.fill('[name=margin-below]', '0.5');
    const unsure = wrong.filter(({ margin }) => margin !== null && margin < 0.5);
    await expect.poll(() => found(page)).toMatch(new RegExp(`^${unsure.length} of`));
    await page.selectOption('[name=sort]', 'margin-up');
    const least = unsure.toSorted((one, other) => (one.margin ?? 0) - (other.margin ?? 0))[0];
    await expect.poll(() => cells(page, 1)).toContain(least?.id);
    await page.fill('[name=margin-below]', 'x');
    await expect.poll(() => found(page)).toMatch(/^The parameter margin-below is "x": it must be a number/);
    await page.click('text=Clear');
    await expect.poll(() => found(page)).toMatch(new RegExp(`^${all.length} questions;`));
    await page.close();
  });

  it('shows a question with its texts, letters, numbers and prompt', async () => {
    const page = await open('#exam=ceval');
    await page.click('#rows tr:nth-child(2)');
    const [, entry] = entriesOf('ceval/');
    await page.waitForSelector('.stem');
    expect(await page.innerText('#detail h2')).toBe(entry?.id);
    expect(await page.innerText('.stem')).toContain('第1个条文');
    const letters = await page.locator('.letters tbody tr').allInnerTexts();
    expect(letters).toHaveLength(4);
    for (const [index, text] of letters.entries()) {
      expect(text).toContain(entry?.scores[index]?.toFixed(3));
      expect(text).toContain(`${((entry?.probabilities[index] ?? 0) * 100).toFixed(1)} %`);
      expect(text.includes('answer')).toBe('ABCD'[index] === entry?.gold);
      expect(text.includes('chosen')).toBe('ABCD'[index] === entry?.chosen);
    }
    const widths = await page.locator('.filled').evaluateAll((bars) => bars.map((bar) => bar.clientWidth));
    const track = await page
      .locator('.track')
      .first()
      .evaluate((bar) => bar.clientWidth);
    for (const [index, width] of widths.entries()) {
      expect(Math.abs(width - track * (entry?.probabilities[index] ?? 0))).toBeLessThan(1.5);
    }
    await page.click('summary');
    expect(await page.innerText('details pre')).toMatch(/答案：$/);
    expect(await page.innerText('.facts')).toContain(entry?.promptSha256);
    await page.close();
  });

  it('is used with the keyboard alone', async () => {
    const page = await open();
    const ids = (runs[0]?.entries ?? []).map(({ id }) => id);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => chosenId(page)).toBe(ids[0]);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.innerText('#detail h2')).toBe(ids[1]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('PageDown');
    await expect.poll(() => chosenId(page)).toBe(ids[100]);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => chosenId(page)).toBe(ids[99]);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => chosenId(page)).toBe(ids[100]);
    await page.keyboard.press('/');
    await page.keyboard.type('anatomy');
    await expect.poll(() => found(page)).toMatch(/^5 questions/);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => chosenId(page)).toMatch(/^mmlu\/anatomy/);
    const url = page.url();
    await page.goto('about:blank');
    await page.goto(url);
    await expect.poll(() => found(page)).toMatch(/^5 questions/);
    await expect.poll(() => page.innerText('#detail h2')).toMatch(/^mmlu\/anatomy/);
    await page.close();
  });

  it('compares two runs question by question', async () => {
    const page = await open();
    await page.click('text=Compare');
    const inB = new Map(runs[1]?.entries.map((entry) => [entry.id, entry]));
    const both = (runs[0]?.entries ?? []).map((a) => ({ a, b: inB.get(a.id) }));
    const onlyB = both.filter(({ a, b }) => a.outcome === 'wrong' && b?.outcome === 'right');
    await expect.poll(() => found(page)).toMatch(new RegExp(`, ${onlyB.length} only B right$`));
    await page.selectOption('[name=kind]', 'only-b');
    await expect.poll(() => found(page)).toMatch(new RegExp(`^${onlyB.length} questions`));
    const [first] = onlyB;
    expect(await cells(page, 1)).toEqual([
      first?.a.id,
      first?.a.gold,
      first?.a.chosen,
      first?.a.margin?.toFixed(3),
      first?.b?.chosen,
      first?.b?.margin?.toFixed(3),
      'only B right',
    ]);
    await page.click('#rows tr:nth-child(1)');
    await page.waitForSelector('.letters');
    const chosen = page.locator('.letters tr', { hasText: 'B chose' });
    expect(await chosen.innerText()).toContain('answer');
    expect((await page.locator('.verdict').allInnerTexts()).join('\n')).toMatch(/^A wrong .*\nB right /);
    await page.selectOption('[name=b]', '0');
    await expect.poll(() => found(page)).toBe('a and b are both run 0: give two runs to compare.');
    await page.close();
  });

  it('shows names and texts that want to be markup as texts', async () => {
    const page = await open('#subject=mmlu/anatomy&exam=mmlu');
    await page.click('#rows tr:nth-child(1)');
    await page.waitForSelector('.stem');
    expect(await page.innerText('.stem')).toContain(HOSTILE);
    expect(await page.innerText('#run-facts')).toContain(HOSTILE);
    await page.click('summary');
    expect(await page.innerText('details pre')).toContain(HOSTILE);
    expect(await page.locator('img, #detail script, header script').count()).toBe(0);
    expect(await page.title()).toBe('fiveshot view');
    await page.close();
  });

  it.each([375, 768, 1280])('fits a window of %d, with nothing squeezed, in both views', async (width) => {
    const id = entriesOf('mmlu/')[0]?.id ?? '';
    for (const view of ['questions', 'compare']) {
      const page = await open(`#view=${view}&kind=&id=${id}`);
      await page.waitForSelector('#detail .letters');
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.scrollingElement.scrollWidth <= innerWidth'), view).toBe(true);
      // A letter a line would be what is left of it beside the buttons.
      const facts = await page.locator('#run-facts').boundingBox();
      expect(facts?.width, view).toBeGreaterThan(200);
      await page.close();
    }
  });

  it('names every control, and breaks no policy of its own', async () => {
    const page = await open();
    const nameless = await page
      .locator('button, select, input')
      .evaluateAll(
        (all) => all.filter((one) => !one.textContent && !one.closest('label') && !one.ariaLabel).length,
      );
    expect(nameless).toBe(0);
    for (const [role, name] of [
      ['combobox', 'Exam'],
      ['combobox', 'Subject'],
      ['combobox', 'Outcome'],
      ['textbox', 'Margin from'],
      ['textbox', 'Margin below'],
      ['searchbox', 'Id has'],
      ['combobox', 'Order'],
      ['grid', ''],
      ['article', 'Question'],
    ] as const) {
      const named = name === '' ? {} : { name, exact: true };
      expect(await page.getByRole(role, named).isVisible(), `${role} ${name}`).toBe(true);
    }
    // What a refused request leaves in the console is the browser's own line, and was asked for above.
    expect(said.filter((line) => !line.includes('400 (Bad Request)'))).toEqual([]);
    await page.close();
  });
});
