import { constants, existsSync, readdirSync, statSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, parse, resolve } from 'node:path';
import type { BuildOptions } from '../../builder/build.ts';
import { type ExportedGraph, findExport } from '../../builder/exported/index.ts';
import { InputError } from '../../errors.ts';
import { sha256 } from '../../fingerprint.ts';
import { makeFolder } from '../../make-folder.ts';
import {
  GRAPH_REVISION,
  MANIFEST_SCHEMA,
  MODEL_FILES,
  type ModelFolder,
  readModelFolder,
} from '../../model-folder.ts';
import type { Precision } from '../../precision.ts';
import { buildCheckpoint } from './build-checkpoint.ts';

/** How a build that may be needed reports and is stopped. */
type BuildWatch = Pick<BuildOptions, 'onProgress' | 'signal' | 'onWait' | 'precision'> & {
  /** Hears the folder to be made, before the work begins; `adopting` hashes a graph that stays where it is. */
  readonly onBuild?: ((folder: string, work: 'building' | 'adopting') => void) | undefined;
  /** What the model is called; by default the last part of its path. */
  readonly name?: string | undefined;
};

/**
 * The model folder behind what `--model` names. A built folder is taken as it is; a checkpoint (a Hugging Face folder or
 * a .gguf file) is built into fiveshot's cache the first time, once in each precision, and found there afterwards, for as
 * long as none of its files changes in size or time and fiveshot makes the same graph of it; where another process is
 * building it, that is waited for (`onWait` hears whom). Of a graph that another program built only the manifest is made there.
 * Throws InputError where there is none of these, where it can't be built or run, a built one has another precision, or the
 * cache can't be written.
 */
export async function builtModel(
  path: string,
  { onBuild, onWait = () => {}, name = modelName(path), precision, ...watch }: BuildWatch = {},
): Promise<ModelFolder> {
  const exported = findExport(path);
  if (exported === null && !isCheckpoint(path)) return builtAs(readModelFolder(path), precision);
  const models = join(cacheFolder(), 'models');
  const made = exported === null ? stamp(path, precision ?? 'fp32') : exportStamp(exported);
  const out = join(models, `${name}-${made.slice(0, 12)}`);
  if (existsSync(join(out, MODEL_FILES.manifest))) return builtAs(readModelFolder(out), precision);
  await makeWritable(models);
  onBuild?.(out, exported === null ? 'building' : 'adopting');
  if (exported === null) return buildCheckpoint({ ...watch, onWait, checkpoint: path, precision, out });
  const { adoptGraph } = await import('./adopt-graph.ts');
  return builtAs(await adoptGraph(exported, { ...watch, onWait, out }), precision);
}

function builtAs(folder: ModelFolder, precision: Precision | undefined): ModelFolder {
  assertBuiltAs(folder.path, folder.manifest.precision, precision);
  return folder;
}

/** What is built has the precision that it has: InputError where another one is asked for. */
export function assertBuiltAs(path: string, built: string, asked: Precision | undefined): void {
  if (asked === undefined || asked === built) return;
  throw new InputError(
    `${path} is built in ${built}, not in ${asked}: name its checkpoint with --model, or leave --precision out.`,
  );
}

/** What a model is called in tables: the last part of its path, without a file's ending; a graph by its folder too. */
export function modelName(path: string): string {
  const { dir, name, ext } = parse(resolve(path));
  if (ext !== '.onnx') return ext === '.gguf' ? name : basename(resolve(path));
  const folder = basename(dir) === 'onnx' ? basename(dirname(dir)) : basename(dir);
  return `${folder}-${name}`;
}

/** Where fiveshot keeps what it can make again: FIVESHOT_CACHE, else `fiveshot` below the user's cache folder. */
function cacheFolder(): string {
  const { FIVESHOT_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  if (own !== undefined && own !== '') return resolve(own);
  return join(shared !== undefined && shared !== '' ? shared : join(homedir(), '.cache'), 'fiveshot');
}

async function makeWritable(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError(
      `The cache folder ${folder} can't be written (${code}); set FIVESHOT_CACHE to a folder that can.`,
    );
  }
}

/** Files of weights; what a folder with them lacks to be a checkpoint is told when it is opened. */
const WEIGHTS = /\.(?:gguf|safetensors)$|^pytorch_model.*\.bin$/;

function isCheckpoint(path: string): boolean {
  if (!existsSync(path)) return false;
  if (!statSync(path).isDirectory()) return path.endsWith('.gguf');
  const names = readdirSync(path);
  if (names.includes(MODEL_FILES.manifest)) return false;
  return names.includes(MODEL_FILES.config) || names.some((name) => WEIGHTS.test(name));
}

/** Changes with every file of a checkpoint, as make would see it, and with the form of the folder and the graph in it. */
function stamp(path: string, precision: Precision): string {
  const absolute = resolve(path);
  const files = statSync(absolute).isDirectory() ? filesIn(absolute) : [absolute];
  return sha256([precision, GRAPH_REVISION, stampOf(files)].join(' '));
}

/** The same for a graph: its folder, and the one of configuration and tokenizer. */
function exportStamp({ folder, graph }: ExportedGraph): string {
  return sha256([graph, stampOf([...filesIn(folder), ...filesIn(dirname(graph))])].join(' '));
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
}

function stampOf(files: readonly string[]): string {
  const facts = files
    .map((file) => ({ file, stats: statSync(file) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ file, stats }) => [file, stats.size, stats.mtimeMs]);
  return sha256(JSON.stringify([MANIFEST_SCHEMA, facts]));
}
