import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../src/builder/architectures/index.ts';
import type { DecoderModel } from '../../src/builder/architectures/architecture.ts';
import { checkGraph } from '../../src/builder/graph/check.ts';
import { firstLayers } from '../../src/builder/graph/first-layers.ts';
import { BLOOM, CHATGLM, CODEGEN, FALCON, GPT2, GPT_NEOX, MPT } from './architectures/configs.ts';

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../fixtures/builder', name, 'config.json'), 'utf8'),
  ) as Record<string, unknown>;

const gemma = fixture('gemma3-nested');
const nested = gemma['text_config'] as object;
const kinds = ['sliding_attention', 'full_attention', 'sliding_attention'];

/** Each family's config with so many layers. */
const FAMILIES: Record<string, (layers: number) => object> = {
  llama: (num_hidden_layers) => ({ ...fixture('llama-gqa-tied'), num_hidden_layers }),
  phi3: (num_hidden_layers) => ({ ...fixture('phi3-longrope'), num_hidden_layers }),
  gemma3: (num_hidden_layers) => ({
    ...gemma,
    text_config: { ...nested, num_hidden_layers, layer_types: kinds.slice(0, num_hidden_layers) },
  }),
  bloom: (n_layer) => ({ ...BLOOM, n_layer }),
  falcon: (num_hidden_layers) => ({ ...FALCON, num_hidden_layers }),
  mpt: (n_layers) => ({ ...MPT, n_layers }),
  gpt_neox: (num_hidden_layers) => ({ ...GPT_NEOX, num_hidden_layers }),
  gpt2: (n_layer) => ({ ...GPT2, n_layer }),
  codegen: (n_layer) => ({ ...CODEGEN, n_layer }),
  chatglm: (num_layers) => ({ ...CHATGLM, num_layers }),
};

function build(config: object): DecoderModel {
  return architectureOf(config).build(config, () => true);
}

describe('firstLayers', () => {
  it.each(Object.entries(FAMILIES))(
    'of a %s are the model that its config makes with fewer',
    (family, config) => {
      const three = build(config(3));
      // A Gemma 3 of one layer has the mask of the other kind too, which nothing reads.
      for (const layers of family === 'gemma3' ? [2, 3] : [1, 2, 3]) {
        const cut = firstLayers(three.graph, three.layerRows, layers);
        const short = build(config(layers)).graph;
        checkGraph(cut);
        expect(cut.nodes).toEqual(short.nodes);
        expect(cut.inputs).toEqual(short.inputs);
        expect(cut.outputs).toEqual(short.outputs);
        expect(cut.initializers.map(({ name }) => name)).toEqual(short.initializers.map(({ name }) => name));
      }
    },
  );

  it('refuses more layers than there are', () => {
    const { graph, layerRows } = build(BLOOM);
    expect(() => firstLayers(graph, layerRows, 3)).toThrow(RangeError);
    expect(() => firstLayers(graph, layerRows, 0)).toThrow(RangeError);
  });
});
