import { type Decoder, openDecoder } from '../../backends/onnx/decoder.ts';
import { BUILT_LAYOUT, layoutOf } from '../../backends/onnx/layout.ts';
import { findExport } from '../../builder/exported/index.ts';
import { readBlueprint, type Blueprint } from '../../builder/stand-in.ts';
import type { Precision } from '../../precision.ts';
import { loadTokenizer } from '../../tokenizer/load-tokenizer.ts';
import { openTokenizer } from '../../tokenizer/open-tokenizer.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { findCachedModel } from '../model/find-model.ts';
import { assertBuiltAs, builtModel } from '../model/model-cache.ts';
import { printNote } from '../print.ts';
import { weightBytes } from '../run/memory.ts';

/** A part of a model, to be measured in its stead. */
interface Cut {
  readonly layers: number;
  readonly folder: string;
  readonly threads: number;
}

/** A model that a run would use, neither built nor loaded for it. */
export interface PlannedModel {
  readonly name: string;
  readonly tokenizer: Tokenizer;
  readonly shape: Blueprint['shape'];
  /** Of graph and weights, in bytes. */
  readonly weights: number;
  /** Whether several questions can run at once. */
  readonly packs: boolean;
  /** Whether a part of its layers can be run alone; not in a graph that another program built. */
  readonly canBeCut: boolean;
  /** Opens a graph that computes as long as the model's first layers and its head do; its files go into an empty folder. */
  readonly openCut: (cut: Cut) => Promise<Decoder>;
}

/**
 * Reads what `--model` names. Of a checkpoint nothing is built and nothing is downloaded.
 * Throws InputError where it is not here, is no model, or can't be built.
 */
export async function openPlannedModel(
  model: string,
  precision: Precision | undefined,
): Promise<PlannedModel> {
  const { path, name } = await findCachedModel(model);
  if (findExport(path) !== null) return openAdopted(path, name, precision);
  const {
    shape,
    weightBytes: weights,
    tokenizerFiles,
    writeStandIn,
  } = readBlueprint(path, precision ?? 'fp32');
  assertBuiltAs(path, shape.precision, precision);
  return {
    name,
    tokenizer: openTokenizer(new Map(tokenizerFiles.map((file) => [file.name, file.bytes])), path),
    shape,
    weights,
    packs: shape.prefixReuse,
    canBeCut: true,
    openCut: ({ layers, folder, threads }) =>
      openDecoder(
        writeStandIn(folder, layers),
        { threads },
        { ...BUILT_LAYOUT, prefixReuse: shape.prefixReuse },
      ),
  };
}

/** A graph of another program: how long it takes only itself can tell. */
async function openAdopted(
  path: string,
  name: string,
  precision: Precision | undefined,
): Promise<PlannedModel> {
  const folder = await builtModel(path, {
    name,
    precision,
    onBuild: (out, work) => printNote(`${work} ${name} once, into ${out}`),
    onWait: printNote,
  });
  const { manifest, graphPath } = folder;
  return {
    name,
    tokenizer: await loadTokenizer(folder.path),
    shape: manifest,
    weights: weightBytes(folder),
    packs: false,
    canBeCut: false,
    openCut: ({ threads }) => openDecoder(graphPath, { threads }, layoutOf(manifest)),
  };
}
