/**
 * `npm run bench:report`: how long the built `fiveshot report` takes over many runs, the start of the process with it,
 * with the summaries that a finished run has beside its journal and without them. Made answers; compare the ratios, since
 * absolute times depend on the machine. Exits 1 where 100 runs took more than a second.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportOf } from '../src/commands/run-report.ts';
import { fiveshotVersion } from '../src/commands/version.ts';
import { SUMMARY_FILE } from '../src/results/summary-schema.ts';
import { writeSummaries } from '../src/results/sealed-summaries.ts';
import { madeRun, writeRunFolder } from '../test/viewer/made-run.ts';
import { flagsOrExit, readFlags } from './flags.ts';

const USAGE = `usage: npm run bench:report

how long the built fiveshot report takes over made runs; exits 1 where 100 runs took more than a second`;

flagsOrExit(readFlags({ usage: USAGE, args: process.argv.slice(2), options: {} }, () => ({})));

const ROUNDS = 5;
/** Milliseconds that a report of 100 runs may take. */
const BOUND = 1000;

/** Runs of a few questions a subject, of more, and a few runs of whole exams. */
const CASES = [
  { runs: 100, questions: 262, bound: BOUND },
  { runs: 100, questions: 744, bound: BOUND },
  { runs: 20, questions: 20_622, bound: null },
];

const folder = await mkdtemp(join(tmpdir(), 'fiveshot-bench-'));
try {
  console.log(
    `${cpus()[0]?.model.trim()}, ${cpus().length} cores, node ${process.version}; npm run build first`,
  );
  const figures = [];
  for (const one of CASES) figures.push(await measure(one));
  console.table(figures);
  if (figures.some(({ median, bound }) => bound !== null && median > bound)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Both ways by turns, so that a slow moment of the machine meets both. */
async function measure({ runs, questions, bound }: (typeof CASES)[number]) {
  const withSummaries = await makeRuns(`${runs}-${questions}`, { runs, questions });
  const withoutSummaries = await makeRuns(`${runs}-${questions}-bare`, { runs, questions });
  for (const run of withoutSummaries) await rm(join(run, SUMMARY_FILE));
  const [kept, counted]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    kept.push(milliseconds(withSummaries));
    counted.push(milliseconds(withoutSummaries));
  }
  const [median, without] = [medianOf(kept), medianOf(counted)];
  const ratio = Math.round((10 * without) / median) / 10;
  return { runs, questions, median, worst: Math.max(...kept), 'without summaries': without, ratio, bound };
}

async function makeRuns(
  name: string,
  { runs, questions }: { readonly runs: number; readonly questions: number },
): Promise<readonly string[]> {
  const folders = [];
  for (let index = 0; index < runs; index++) {
    const made = madeRun({ model: `made ${index}`, questions, seed: index + 1 });
    const record = { ...made.record, id: `run${index}`, version: fiveshotVersion() };
    const run = join(folder, name, String(index));
    await writeRunFolder(run, record, made.entries);
    await writeSummaries(run, {
      record,
      entries: made.entries,
      summaries: reportOf(record, made.entries).summaries,
    });
    folders.push(run);
  }
  return folders;
}

function milliseconds(runs: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, ['dist/cli.js', 'report', ...runs], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`report ended with ${status}`);
  return Math.round(performance.now() - start);
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
