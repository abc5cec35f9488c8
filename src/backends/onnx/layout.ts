import type { InferenceSession } from 'onnxruntime-node';
import { InputError } from '../../errors.ts';
import type { GraphNames, Manifest } from '../../model-folder.ts';
import { GRAPH_NAMES } from '../../model-folder.ts';

/** What the file of a graph doesn't say of its inputs and outputs. */
export interface GraphLayout {
  readonly names: GraphNames;
  /** Heads of the caches and their width, for graphs that leave them open. */
  readonly kvHeads?: number | undefined;
  readonly headDim?: number | undefined;
  /** False: every sequence is run as a whole, though the graph has caches. */
  readonly prefixReuse: boolean;
}

/** The layout of the graphs that fiveshot builds. */
export const BUILT_LAYOUT: GraphLayout = { names: GRAPH_NAMES, prefixReuse: true };

/** The layout that a manifest tells. */
export function layoutOf({ adopted, kvHeads, headDim, prefixReuse }: Manifest): GraphLayout {
  return { names: adopted?.names ?? GRAPH_NAMES, kvHeads, headDim, prefixReuse };
}

/** One cache: keys or values of a layer, [batch, heads, tokens, width]. */
export interface CacheTensor {
  readonly past: string;
  readonly present: string;
  readonly type: 'float32' | 'float16';
  readonly heads: number;
  readonly width: number;
}

/**
 * Pairs each past with its present, by the graph's names. Throws InputError, naming the input, for caches of another form,
 * such as keys that are stored transposed or fused with their values.
 */
export function cacheTensors(
  session: Pick<InferenceSession, 'inputMetadata' | 'outputNames'>,
  layout: GraphLayout,
  file: string,
): readonly CacheTensor[] {
  const { pastKey, pastValue, presentKey, presentValue } = layout.names;
  const pairs = [
    { past: namePattern(pastKey), present: presentKey },
    { past: namePattern(pastValue), present: presentValue },
  ];
  return session.inputMetadata.flatMap((input) => {
    for (const { past, present } of pairs) {
      const layer = past.exec(input.name)?.[1];
      if (layer === undefined) continue;
      const output = present.replace('%d', layer);
      if (!session.outputNames.includes(output))
        throw new InputError(`${file} has an input '${input.name}' without an output '${output}'.`);
      return [{ past: input.name, present: output, ...cacheForm(input, layout, file) }];
    }
    return [];
  });
}

function namePattern(name: string): RegExp {
  const [before = '', after = ''] = name
    .split('%d')
    .map((text) => text.replaceAll(/[^\w]/g, String.raw`\$&`));
  return new RegExp(`^${before}(\\d+)${after}$`);
}

function cacheForm(
  input: InferenceSession['inputMetadata'][number],
  { kvHeads, headDim }: GraphLayout,
  file: string,
): Pick<CacheTensor, 'type' | 'heads' | 'width'> {
  const shape = input.isTensor ? input.shape : [];
  const [, heads, tokens, width] = shape.map((size, axis) =>
    typeof size === 'number' ? size : [undefined, kvHeads, undefined, headDim][axis],
  );
  if (shape.length !== 4 || tokens !== undefined) {
    throw new InputError(
      `${file} has a cache '${input.name}' of shape [${shape.join(', ')}], and fiveshot reads caches of [batch, heads, tokens, width] with any number of tokens; export the graph with a newer exporter.`,
    );
  }
  if (heads === undefined || width === undefined) {
    throw new InputError(
      `${file} leaves the heads or the width of '${input.name}' open, and so does its config.json; give it num_key_value_heads and head_dim.`,
    );
  }
  const type = input.isTensor ? input.type : 'none';
  if (type !== 'float32' && type !== 'float16')
    throw new InputError(
      `${file} has a cache '${input.name}' of ${type}, and fiveshot reads float32 and float16.`,
    );
  return { type, heads, width };
}
