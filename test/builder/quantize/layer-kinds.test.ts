import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src/builder/architectures/index.ts';
import { layerKinds } from '../../../src/builder/quantize/layer-kinds.ts';
import { openWithBase, planBuild } from '../../../src/builder/plan-build.ts';
import { MPT } from '../architectures/configs.ts';
import { goldenCheckpoints, goldenPaths } from '../golden-checkpoints.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const checkpoints = [
  resolve(import.meta.dirname, '../../fixtures/builder'),
  ...(reference === undefined ? [] : [join(reference, 'golden/architectures')]),
].flatMap((root) => goldenCheckpoints(root).map((name) => join(root, name)));

/** What the authors' names of layers mean. */
const NAMES = {
  value: /(?:v_proj|query_key_value|c_attn|qkv_proj|W_pack|Wqkv)$/,
  widening: /(?:gate|up|gate_proj|up_proj|gate_up_proj|dense_h_to_4h|fc_in|c_fc)$/,
  narrowing: /(?:down_proj|dense_4h_to_h|fc_out|mlp\.c_proj)$/,
  other: /(?:q_proj|k_proj|o_proj|self_attention\.dense|attention\.dense|out_proj|attn\.c_proj)$/,
};

describe.skipIf(reference !== undefined)('layers of all architectures', () => {
  it.skip('needs FIVESHOT_REFERENCE, the folder that holds golden/architectures', () => {});
});

describe.each(checkpoints)('%s', (path) => {
  it('has the kinds of layers that their names say', () => {
    const opened = openWithBase(goldenPaths(path));
    const { graph } = planBuild(opened).model;
    opened.close();
    const kindOf = layerKinds(graph);
    const layers = graph.nodes.filter(({ op }) => op === 'Gemm').slice(0, -1);
    const named = layers.map(({ name }) => [
      name,
      Object.entries(NAMES).flatMap(([kind, names]) => (names.test(name) ? [kind] : [])),
    ]);
    expect(layers.map((node) => [node.name, [kindOf(node)]])).toEqual(named);
    expect(named.length).toBeGreaterThan(3);
  });
});

describe("MPT's layers", () => {
  it.each([null, 8])('are told apart where queries, keys and values are clipped to %s', (clip) => {
    const config = { ...MPT, attn_config: { ...MPT.attn_config, clip_qkv: clip } };
    const { graph } = architectureOf(config).build(config, () => true);
    const kindOf = layerKinds(graph);
    const kinds = graph.nodes
      .filter(({ op, name }) => op === 'Gemm' && name.includes('blocks.0.'))
      .map((node) => [node.name.replace(/.*blocks\.0\./, ''), kindOf(node)]);
    expect(kinds).toEqual([
      ['attn.Wqkv', 'value'],
      ['attn.out_proj', 'other'],
      ['ffn.up_proj', 'widening'],
      ['ffn.down_proj', 'narrowing'],
    ]);
  });
});
