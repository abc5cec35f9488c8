/**
 * `npm run bench:peers -- --data EXAMS --model CHECKPOINT --vllm PYTHON --lm-eval PYTHON`: fiveshot and other programs on the
 * same prompts, by turns; docs/performance.md says how to install and read them. One JSON file a run, `--out` or in bench/out/.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fiveshotVersion } from '../src/commands/version.ts';
import { InputError } from '../src/errors.ts';
import { flagsOrExit } from './flags.ts';
import { type PeerBenchOptions, readPeerOptions } from './peers/options.ts';
import { askPeer } from './peers/peer.ts';
import { type PeerPrompt, writePrompts } from './peers/prompts.ts';
import { compareSides, type SideFigures, type Turn } from './peers/sides.ts';
import { ChildFault } from './score/child.ts';
import { machineText, thisMachine } from './score/machine.ts';
import { type PassOptions, runPass } from './score/pass.ts';
import { printTable } from './score/print-table.ts';
import { checkWritable, writeReport } from './score/report-file.ts';
import { spreadText } from './score/spread.ts';

/** Raised when the figures of older files don't mean the same any more. */
const SCHEMA = 1;

try {
  await bench(flagsOrExit(readPeerOptions(process.argv.slice(2))));
} catch (error) {
  if (!(error instanceof InputError) && !(error instanceof ChildFault)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function bench(options: PeerBenchOptions): Promise<void> {
  await checkWritable(options.out);
  const started = new Date().toISOString();
  const folder = await mkdtemp(join(tmpdir(), 'fiveshot-bench-'));
  try {
    const file = join(folder, 'prompts.jsonl');
    const prompts = await writePrompts(file, options.workload);
    const sides = await takeTurns(options, file, prompts);
    const machine = thisMachine();
    const report = { schema: SCHEMA, fiveshot: fiveshotVersion(), started, machine, sides };
    await writeReport(options.out, report);
    console.log(`fiveshot ${report.fiveshot}; ${machineText(machine)}; ${prompts.length} questions`);
    print(sides);
    console.log(`all figures: ${options.out}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lets every side answer all prompts in each round. Throws InputError where fiveshot asked anything else. */
async function takeTurns(
  { contestants, peers, workload, repeat, threads, replicas }: PeerBenchOptions,
  file: string,
  prompts: readonly PeerPrompt[],
): Promise<readonly SideFigures[]> {
  const own = contestants.map((contestant) => ({
    name: `fiveshot ${contestant.precision}`,
    turns: [] as Turn[],
    take: () => ownTurn({ contestant, workload, threads, replicas, profiled: false }, prompts),
  }));
  const others = peers.map((peer) => ({
    name: peer.name,
    turns: [] as Turn[],
    take: () => askPeer(peer, file),
  }));
  // What has to be built is built before the first turn.
  for (const contestant of contestants)
    await runPass({ contestant, workload: { ...workload, limit: 1 }, threads, replicas, profiled: false });
  for (let round = 1; round <= repeat; round++) {
    for (const { name, turns, take } of [...own, ...others]) {
      console.error(`round ${round} of ${repeat}: ${name}`);
      turns.push(await take());
    }
  }
  return compareSides(own, others);
}

async function ownTurn(options: PassOptions, prompts: readonly PeerPrompt[]): Promise<Turn> {
  const { result } = await runPass(options);
  const asked = new Map(prompts.map(({ id, sha256 }) => [id, sha256]));
  const same = result.answers.every(({ id, promptSha256 }) => asked.get(id) === promptSha256);
  if (same && result.answers.length === prompts.length)
    return { ...result, seconds: result.sitting.seconds, version: `fiveshot ${fiveshotVersion()}` };
  throw new InputError(
    "fiveshot had to leave shots out of prompts that are longer than the model's context, so the peers would answer others; take a model with a longer one.",
  );
}

function print(sides: readonly SideFigures[]): void {
  const lines = sides.map((side) => {
    const { name, questionsPerSecond, promptTokens, sameAnswers, timesAsFastAs } = side;
    const ratios = Object.entries(timesAsFastAs).map(([peer, ratio]) => [`times ${peer}`, spreadText(ratio)]);
    const line = {
      'questions/s': spreadText(questionsPerSecond),
      'prompt tokens': String(promptTokens),
      'same letters': `${sameAnswers.same}/${sameAnswers.of}`,
      ...(Object.fromEntries(ratios) as Record<string, string>),
    };
    return [name, line] as const;
  });
  printTable(`Median of the rounds (least-most); letters as of ${sides[0]?.name}`, new Map(lines));
}
