/**
 * `npm run bench:build -- FOLDER [--small] [--precision int8]`: makes a checkpoint of Baichuan-7B's shape in FOLDER where it is not there yet
 * (random bfloat16, 14 GB), copies its weights, builds it with the built fiveshot, and prints the rates and the largest memory
 * of the build. 42 GB of disk; copy and model are removed, the checkpoint is left for the next time.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, fsyncSync, openSync, closeSync, rmSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { MODEL_FILES, readModelFolder } from '../src/model-folder.ts';
import { readBuildFlags } from './build/flags.ts';
import { BAICHUAN_7B, makeBaichuan, SMALL_BAICHUAN } from './build/baichuan.ts';
import { flagsOrExit } from './flags.ts';

/** Prints the largest memory of the process, in kB, when it ends. */
const PRELOAD = `data:text/javascript,process.on('exit', () => console.log('maxRSS', process.resourceUsage().maxRSS))`;

const { folder, small, precision } = flagsOrExit(readBuildFlags(process.argv.slice(2)));
const checkpoint = join(folder, small ? 'baichuan-small' : 'baichuan-7b');
const weights = join(checkpoint, 'pytorch_model.bin');
const copy = join(folder, 'copy.bin');
const model = join(folder, 'model');
console.log(
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, node ${process.version}; npm run build first`,
);

const steps = [];
if (!existsSync(weights)) {
  const make = (): void => makeBaichuan(checkpoint, small ? SMALL_BAICHUAN : BAICHUAN_7B);
  steps.push({ step: 'make the checkpoint', ...rate(make, () => statSync(weights).size) });
}
try {
  steps.push({ step: 'copy its weights', ...rate(copyWeights, () => statSync(copy).size) });
  rmSync(copy);
  let printed = '';
  const build = (): void => {
    const line = [
      '--import',
      PRELOAD,
      'dist/cli.js',
      'model',
      'build',
      checkpoint,
      '--out',
      model,
      '--precision',
      precision,
      '--quiet',
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, line, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the build ended with ${status}: ${stderr}`);
    printed = stdout;
  };
  steps.push({ step: 'build', ...rate(build, () => statSync(join(model, MODEL_FILES.weights)).size) });
  console.table(steps);
  console.log(printed.trim());
  const { parameterCount } = readModelFolder(model).manifest;
  const seconds = steps.at(-1)?.seconds ?? Number.NaN;
  console.log(`${(parameterCount / seconds / 1e6).toFixed(1)} million weights a second in ${precision}`);
} finally {
  for (const path of [copy, model]) rmSync(path, { recursive: true, force: true });
}

/** Seconds, and bytes written in each, on the disk and not only in memory. */
function rate(work: () => void, bytes: () => number): { seconds: number; 'GB/s': number } {
  const start = performance.now();
  work();
  const seconds = (performance.now() - start) / 1000;
  return { seconds: Number(seconds.toFixed(1)), 'GB/s': Number((bytes() / seconds / 1e9).toFixed(3)) };
}

function copyWeights(): void {
  copyFileSync(weights, copy);
  const descriptor = openSync(copy, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
