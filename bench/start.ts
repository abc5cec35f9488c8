/**
 * `npm run bench:start -- --data DIR`: what fiveshot costs around the model, as a table and as one JSON file in bench/out/.
 * Absolute times depend on the machine; compare ratios within one sitting.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { benchmarks } from '../src/benchmarks/index.ts';
import { loadExam } from '../src/commands/exams.ts';
import { parseTasks } from '../src/config/tasks.ts';
import { findRecipe } from '../src/recipes/index.ts';
import type { Split } from '../src/records.ts';
import { flagsOrExit, readFlags } from './flags.ts';

const ROUNDS = 5;

const USAGE = `usage: npm run bench:start [-- --data DIR]

  --data DIR  the folder of the exams; without it or FIVESHOT_DATA only the start of the program is measured`;

const { data = process.env.FIVESHOT_DATA } = flagsOrExit(
  readFlags(
    { usage: USAGE, args: process.argv.slice(2), options: { data: { type: 'string' } } },
    ({ values }) => values,
  ),
);

const figures = [
  { name: '--help, times of `node -e 0`', ...(await startUp()) },
  ...(data === undefined
    ? []
    : [{ name: 'load and render all prompts with sha256, s', ...(await render(data)) }]),
];
console.table(figures);
if (data === undefined) console.log('prompts were not measured: give --data DIR or FIVESHOT_DATA');
await mkdir(new URL('out/', import.meta.url), { recursive: true });
const stamp = new Date().toISOString().replaceAll(':', '-');
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
const file = new URL(`out/${stamp}.json`, import.meta.url);
await writeFile(file, `${JSON.stringify({ machine, figures }, null, 2)}\n`);

interface Figure {
  best: number;
  median: number;
  note: string;
}

/** The two programs by turns, so that a slow moment of the machine meets both. */
async function startUp(): Promise<Figure> {
  const ratios = [];
  for (let round = 0; round < ROUNDS; round++) {
    const help = seconds(() =>
      execFileSync(process.execPath, ['dist/cli.js', '--help'], { stdio: 'ignore' }),
    );
    const bare = seconds(() => execFileSync(process.execPath, ['-e', '0'], { stdio: 'ignore' }));
    ratios.push(help / bare);
  }
  return { ...figure(ratios), note: 'built files; npm run build first' };
}

/** C-Eval val and test, MMLU test, AGIEval with JEC-QA left out, GAOKAO, under card-1, from the files every time. */
async function render(folder: string): Promise<Figure> {
  const runs: { tasks: string; split: Split | undefined }[] = [
    { tasks: 'ceval', split: 'val' },
    { tasks: 'ceval', split: 'test' },
    { tasks: 'mmlu,agieval,gaokao', split: 'test' },
  ];
  const times = [];
  let prompts = 0;
  for (let round = 0; round < ROUNDS; round++) {
    prompts = 0;
    const start = performance.now();
    const opened = new Map(
      await Promise.all(benchmarks.map(async (one) => [one.id, await one.open(folder)] as const)),
    );
    for (const { tasks, split } of runs) {
      for (const task of parseTasks([tasks], benchmarks)) {
        const exam = opened.get(task.benchmark.id);
        if (!exam) throw new Error(`${task.benchmark.id} is not in ${folder}`);
        const subjects = await loadExam(task, exam, {
          recipe: findRecipe('card-1'),
          split,
          shots: undefined,
        });
        for (const subject of subjects) {
          for (const prompt of subject.prompts)
            prompts += prompt.render(prompt.shotIds.length).sha256 ? 1 : 0;
        }
      }
    }
    times.push((performance.now() - start) / 1000);
  }
  return { ...figure(times), note: `${prompts} prompts, best of ${ROUNDS}` };
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function figure(measured: readonly number[]): Omit<Figure, 'note'> {
  const sorted = measured.toSorted((a, b) => a - b);
  return { best: threeDigits(sorted[0]), median: threeDigits(sorted[Math.floor(sorted.length / 2)]) };
}

function threeDigits(value = Number.NaN): number {
  return Number(value.toPrecision(3));
}
