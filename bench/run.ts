/**
 * `npm run bench -- --data EXAMS --model MODEL…`: how fast fiveshot scores a fixed list of exam questions, where the time
 * goes, and what the machine can do; docs/performance.md says how to read it. One JSON file a run, `--out` or in bench/out/.
 */
import { fiveshotVersion } from '../src/commands/version.ts';
import { InputError } from '../src/errors.ts';
import { usableThreads } from '../src/machine/threads.ts';
import { flagsOrExit } from './flags.ts';
import { doubtsOf, ratiosOf } from './score/against.ts';
import { ChildFault } from './score/child.ts';
import { secondsToFirstScore } from './score/first-score.ts';
import { type BenchOptions, readOptions } from './score/options.ts';
import { thisMachine } from './score/machine.ts';
import { type PassOptions, runPass } from './score/pass.ts';
import { printRatios, printReport } from './score/print.ts';
import { measureRates, shapesOf } from './score/rates.ts';
import { readReport, type Report, REPORT_SCHEMA } from './score/report.ts';
import { checkWritable, writeReport } from './score/report-file.ts';
import { type Measured, summarise, type TimedPass } from './score/summarise.ts';
import { questionsOf, WORKLOAD } from './score/workload.ts';

try {
  await bench(flagsOrExit(readOptions(process.argv.slice(2))));
} catch (error) {
  if (!(error instanceof InputError) && !(error instanceof ChildFault)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function bench(options: BenchOptions): Promise<void> {
  const { against, out, workload } = options;
  const then = against === undefined ? null : readReport(against);
  await checkWritable(out);
  const report = await measure(options);
  await writeReport(out, report);
  printReport(report);
  if (then !== null) printRatios(ratiosOf(report, then), doubtsOf(report, then));
  console.log(`\n${questionsOf(workload)} questions a pass; all figures: ${out}`);
}

/** Profiles first, which also builds what has to be built; then all models by turns, so that a slow moment meets all of them. */
async function measure(options: BenchOptions): Promise<Report> {
  const { contestants, workload, profileLimit, repeat, threads, replicas } = options;
  const started = new Date().toISOString();
  const measured: (Measured & { readonly passes: TimedPass[] })[] = [];
  for (const contestant of contestants) {
    const limit = Math.min(profileLimit, workload.limit ?? Infinity);
    say(`profile: ${contestant.model} ${contestant.precision}`);
    const pass = { contestant, workload: { ...workload, limit }, threads, replicas, profiled: true };
    measured.push({ contestant, profiled: (await runPass(pass)).result, passes: [] });
  }
  say("the machine's own rates");
  const products = measured.flatMap(({ profiled }) => profiled.profile?.graph.products ?? []);
  const rates = await measureRates({ shapes: shapesOf(products), threads });
  for (let round = 1; round <= repeat; round++) {
    for (const { contestant, passes } of measured) {
      say(`pass ${round} of ${repeat}: ${contestant.model} ${contestant.precision}`);
      passes.push(await timedPass({ contestant, workload, threads, replicas, profiled: false }));
    }
  }
  return {
    schema: REPORT_SCHEMA,
    fiveshot: fiveshotVersion(),
    started,
    machine: thisMachine(),
    threads: threads ?? usableThreads().count,
    replicas: replicas ?? null,
    workload: WORKLOAD.map(({ task, questions }) => ({
      task,
      questions: Math.min(questions, workload.limit ?? Infinity),
    })),
    models: measured.map((one) => summarise(one, referenceOf(one, measured), rates)),
    rates: [...rates],
  };
}

/** Throws InputError where the exams are others than those that the list was made of. */
async function timedPass(options: PassOptions): Promise<TimedPass> {
  const firstScore = await secondsToFirstScore(options);
  const pass = await runPass(options);
  const [scored, expected] = [pass.result.sitting.questions, questionsOf(options.workload)];
  if (scored === expected) return { ...pass, firstScore };
  throw new InputError(
    `${options.workload.data} has ${scored} questions of the list, and it must have ${expected} (bench/score/workload.ts); get the exams with fiveshot datasets fetch.`,
  );
}

/** The same model in the precision that was named first. */
function referenceOf(one: Measured, measured: readonly Measured[]): Measured {
  return measured.find(({ contestant }) => contestant.model === one.contestant.model) ?? one;
}

function say(line: string): void {
  console.error(line);
}
