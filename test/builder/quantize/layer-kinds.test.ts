import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src/builder/architectures/index.ts';
import { layerKinds } from '../../../src/builder/quantize/layer-kinds.ts';
import { MPT } from '../architectures/configs.ts';

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
      ['ffn.up_proj', 'other'],
      ['ffn.down_proj', 'narrowing'],
    ]);
  });
});
