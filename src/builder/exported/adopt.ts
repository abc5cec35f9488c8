import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { InputError } from '../../errors.ts';
import type { Manifest, ModelFolder } from '../../model-folder.ts';
import { MANIFEST_SCHEMA, MODEL_FILES, readModelFolder, TOKENIZER_FILES } from '../../model-folder.ts';
import { type FillChoices, fillFolder } from '../output-folder.ts';
import { packageVersion } from '../package-version.ts';
import { hashFile, type Watch, writeWhole } from '../write-files.ts';
import { type ExportConfig, readExportConfig } from './config.ts';
import { dataFiles } from './data-files.ts';
import type { ExportedGraph } from './find.ts';
import { readGraphContent } from './graph-content.ts';
import { type GraphShape, graphShape } from './graph-shape.ts';
import { type GraphWeights, graphWeights } from './weights.ts';

/** A graph that another program built, as far as its files tell. */
export interface ReadExport extends ExportedGraph {
  readonly config: ExportConfig;
  readonly weights: GraphWeights;
  readonly shape: GraphShape;
  /** Absolute paths of the files of its external data. */
  readonly data: readonly string[];
}

/** Reads configuration and graph, without the weights. Throws InputError where they can't be used. */
export function readExport(found: ExportedGraph): ReadExport {
  const content = readGraphContent(found.graph);
  const weights = graphWeights(content);
  if (weights.parameterCount === 0)
    throw new InputError(`${found.graph} holds no weights, and so no model; name another graph.`);
  const config = readExportConfig(found.folder);
  return {
    ...found,
    config,
    weights,
    shape: graphShape(content, config),
    data: dataFiles(found.graph, content.locations),
  };
}

/** What only running the graph tells. */
interface GraphFacts {
  readonly vocabSize: number;
  readonly layers: number;
  readonly kvHeads: number | undefined;
  readonly headDim: number | undefined;
  readonly prefixReuse: boolean;
}

/**
 * Writes a folder with nothing but a manifest, which names the files of a graph where they lie and their hashes.
 * Throws InputError where a number is not known; the signal's reason where that is aborted.
 */
export async function adoptExport(
  read: ReadExport,
  facts: GraphFacts,
  { out, ...watch }: Watch & Pick<FillChoices, 'onWait'> & { readonly out: string },
): Promise<ModelFolder> {
  const { folder, graph, config, weights } = read;
  const nameOf = (path: string): string => relative(folder, path).split(sep).join('/');
  const [graphName, ...dataNames] = [graph, ...read.data].map(nameOf);
  const others = [config.file, ...TOKENIZER_FILES].filter((name) => existsSync(join(folder, name)));
  await fillFolder(out, watch, async (unfinished) => {
    const hashed = [];
    for (const name of [graphName ?? '', ...dataNames, ...others])
      hashed.push({ name, ...(await hashFile(join(folder, name), watch)) });
    const manifest: Manifest = {
      schema: MANIFEST_SCHEMA,
      builder: packageVersion(),
      modelType: config.modelType,
      precision: `onnx-${weights.precision}`,
      parameterCount: weights.parameterCount,
      contextLength: config.contextLength,
      ...numbers(read, facts),
      prefixReuse: facts.prefixReuse,
      source: { format: 'onnx', files: hashed.slice(0, 1 + dataNames.length) },
      files: Object.fromEntries(hashed.map(({ name, sha256 }) => [name, sha256])),
      adopted: {
        folder,
        graph: graphName ?? '',
        weights: dataNames,
        config: config.file,
        names: config.names,
      },
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    writeWhole(join(unfinished, MODEL_FILES.manifest), new TextEncoder().encode(text));
  });
  return readModelFolder(out);
}

/** What the graph says goes before what its configuration says. */
function numbers(
  { config, folder }: ReadExport,
  { vocabSize, ...facts }: GraphFacts,
): Pick<Manifest, 'vocabSize' | 'layers' | 'kvHeads' | 'headDim'> {
  const layers = facts.layers || config.layers;
  const kvHeads = facts.kvHeads ?? config.kvHeads;
  const headDim = facts.headDim ?? config.headDim;
  if (layers !== undefined && kvHeads !== undefined && headDim !== undefined)
    return { vocabSize, layers, kvHeads, headDim };
  throw new InputError(
    `${join(folder, config.file)} doesn't say how many layers and heads the model has, and its graph has no caches; add num_hidden_layers, num_attention_heads and hidden_size.`,
  );
}
