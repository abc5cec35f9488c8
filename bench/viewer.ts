/**
 * `npm run bench:viewer`: how long `fiveshot view` takes to open two journals of 32,000 questions, and to answer each
 * filter: at the server, and in an installed Chromium from the change of a filter to the new rows on the screen. Made
 * answers; absolute times depend on the machine. Exits 1 where an answer took more than 200 ms.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readViewedRun } from '../src/commands/view/serve-runs.ts';
import { textFinder } from '../src/commands/view/texts.ts';
import { startViewer } from '../src/viewer/server.ts';
import { findChromium, NO_BROWSER, openBrowser } from '../test/viewer/browser.ts';
import { writeMadeRun } from '../test/viewer/made-run.ts';
import { flagsOrExit, readFlags } from './flags.ts';

const USAGE = `usage: npm run bench:viewer

how long fiveshot view takes to open and filter made runs; exits 1 where an answer took more than 200 ms`;

flagsOrExit(readFlags({ usage: USAGE, args: process.argv.slice(2), options: {} }, () => ({})));

const QUESTIONS = 32_000;
const ROUNDS = 7;
/** Milliseconds that the answer to a filter may take. */
const BOUND = 200;

/** Each filter and order alone, and the narrowest together. */
const REQUESTS = {
  'no filter': 'questions?run=0',
  exam: 'questions?run=0&exam=mmlu',
  subject: 'questions?run=0&subject=mmlu/anatomy',
  outcome: 'questions?run=0&outcome=wrong',
  'margin from, below': 'questions?run=0&margin-from=0.5&margin-below=1',
  search: 'questions?run=0&search=physics/test/1',
  'order by id': 'questions?run=0&sort=id',
  'order by margin': 'questions?run=0&sort=margin-up',
  'last page': 'questions?run=0&offset=31900',
  'all together': 'questions?run=0&exam=mmlu&outcome=wrong&margin-below=1&search=1&sort=margin-down',
  'one question': 'question?run=0&id=mmlu/anatomy/test/3',
  'compare: any difference': 'pairs?a=0&b=1&kind=differ',
  'compare: only A right, surest first': 'pairs?a=0&b=1&kind=only-a&sort=margin-down',
};

/** What a reader does to the form of each view: a filter's name and its value. */
const CHANGES = {
  questions: [
    ['exam', 'mmlu'],
    ['subject', 'mmlu/anatomy'],
    ['outcome', 'wrong'],
    ['subject', ''],
    ['exam', ''],
    ['sort', 'margin-up'],
    ['margin-from', '0.5'],
    ['margin-below', '1'],
    ['search', 'physics'],
  ],
  compare: [
    ['kind', 'only-a'],
    ['sort', 'margin-down'],
    ['exam', 'mmlu'],
    ['subject', 'mmlu/anatomy'],
    ['subject', ''],
    ['search', 'physics'],
  ],
} as const;

const folder = await mkdtemp(join(tmpdir(), 'fiveshot-bench-'));
try {
  await writeMadeRun(join(folder, 'a'), { model: 'a', questions: QUESTIONS, seed: 7 });
  await writeMadeRun(join(folder, 'b'), { model: 'b', questions: QUESTIONS, seed: 11 });
  const start = performance.now();
  const runs = [await readViewedRun(join(folder, 'a')), await readViewedRun(join(folder, 'b'))];
  const viewer = await startViewer({ runs, findTexts: textFinder(folder), port: 0, onFault: console.error });
  console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, node ${process.version}`);
  console.log(`opening two journals of ${QUESTIONS}: ${Math.round(performance.now() - start)} ms`);
  const atServer = await measureServer(viewer.url);
  console.table(atServer);
  const executable = findChromium();
  const inBrowser = executable === null ? [] : await measureBrowser(executable, viewer.url);
  if (executable === null) console.log(`not measured in a browser: ${NO_BROWSER}`);
  else console.table(inBrowser);
  await viewer.close();
  const slow = [...atServer, ...inBrowser].filter(({ worst }) => worst > BOUND);
  if (slow.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Figure {
  readonly what: string;
  readonly first: number;
  readonly median: number;
  readonly worst: number;
}

async function measureServer(url: string): Promise<readonly Figure[]> {
  const figures = [];
  for (const [what, request] of Object.entries(REQUESTS)) {
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const response = await fetch(`${url}api/${request}`);
      await response.json();
      if (!response.ok) throw new Error(`${request}: ${response.status}`);
      times.push(performance.now() - start);
    }
    figures.push(figure(`server: ${what}`, times));
  }
  return figures;
}

async function measureBrowser(executable: string, url: string): Promise<readonly Figure[]> {
  const browser = await openBrowser(executable);
  try {
    const times = new Map<string, number[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [view, changes] of Object.entries(CHANGES)) {
        const page = await browser.context.newPage();
        await page.goto(`${url}#view=${view}`);
        await page.waitForSelector('#rows tr');
        for (const [name, value] of changes) {
          const what = `browser, ${view}: ${name} = ${value || 'all'}`;
          const time = await page.evaluate<number>(changeFilter(name, value));
          times.set(what, [...(times.get(what) ?? []), time]);
        }
        await page.close();
      }
    }
    return [...times].map(([what, own]) => figure(what, own));
  } finally {
    await browser.close();
  }
}

/** A script for the page: sets a filter as a reader does, and gives the milliseconds until new rows are on the screen. */
function changeFilter(name: string, value: string): string {
  return `new Promise((resolve) => {
    const control = document.getElementById('filters').elements.namedItem('${name}');
    const start = performance.now();
    new MutationObserver((_, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    }).observe(document.getElementById('rows'), { childList: true });
    control.value = '${value}';
    control.dispatchEvent(new Event('input', { bubbles: true }));
  })`;
}

function figure(what: string, times: readonly number[]): Figure {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    what,
    first: tenth(times[0]),
    median: tenth(sorted[Math.floor(sorted.length / 2)]),
    worst: tenth(sorted.at(-1)),
  };
}

function tenth(milliseconds = Number.NaN): number {
  return Math.round(milliseconds * 10) / 10;
}
