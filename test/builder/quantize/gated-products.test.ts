import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGraph, type Graph } from '../../../src/builder/graph/graph.ts';
import { openWithBase, planBuild } from '../../../src/builder/plan-build.ts';
import { gatedProducts } from '../../../src/builder/quantize/gated-products.ts';
import { inPrecision } from '../../../src/builder/quantize/in-precision.ts';
import { goldenCheckpoints, goldenPaths } from '../golden-checkpoints.ts';
import { asWide } from './as-wide.ts';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/builder');

/** What the results of each product are multiplied by straight away. */
function factorsOf({ nodes }: Graph): ReadonlyMap<string, readonly string[]> {
  const found = nodes.flatMap(({ op, name, outputs }) => {
    const factors = nodes.flatMap((reader) =>
      reader.op === 'Mul' && reader.inputs.includes(outputs[0] ?? '') ? reader.inputs : [],
    );
    return op === 'QGemm' ? [[name, factors] as const] : [];
  });
  return new Map(found);
}

describe.each(goldenCheckpoints(FIXTURES))('%s in int8, as wide models are', (name) => {
  it('multiplies every product by the scales of its rows, but one that waits behind a gate', async () => {
    const opened = openWithBase(goldenPaths(join(FIXTURES, name)));
    const graph = await asWide(() => inPrecision(planBuild(opened).model.graph, 'int8'));
    opened.close();
    const factors = factorsOf(graph);
    const ups = [...factors.keys()].filter((product) => /\.up(?:_proj)?(?:\.0)?$/.test(product));
    const waiting = [...factors].filter(([, own]) => !own.some((factor) => /\.(?:scales|due)$/.test(factor)));
    // Products whose parts are summed first are multiplied afterwards.
    const gates = waiting.filter(([, own]) => own.length > 0).map(([product]) => product);
    const isGated = graph.nodes.some(({ name: node }) => node.endsWith('.gated'));
    expect(gates).toEqual(isGated ? ups : []);
    expect(gates.length > 0).toBe(isGated);
    const due = graph.nodes.filter(({ name: node }) => node.endsWith('.due'));
    expect(due).toHaveLength(gates.length);
  });
});

/** x, gated by the other operand; `after` reads what comes of it. */
function gated(other: 'values' | 'product' | 'bias', after: 'Gemm' | 'Neg'): string | null {
  const graph = createGraph();
  const x = graph.input({ name: 'x', type: 'float32', shape: ['rows', 4] });
  const weight = (name: string): string => graph.tensor(name, [4, 4]);
  const bias = other === 'bias' ? [graph.tensor('b', [4])] : [];
  graph.node('Gemm', 'up', [x, weight('w.up'), ...bias]);
  if (other === 'product') graph.node('Gemm', 'gate', [x, weight('w.gate')]);
  else graph.node('Sigmoid', 'gate', [x]);
  graph.node('Mul', 'product', ['gate', 'up']);
  graph.node(after, 'down', after === 'Gemm' ? ['product', weight('w.down')] : ['product']);
  const finished = graph.finish();
  const products = new Set(finished.nodes.filter(({ op }) => op === 'Gemm'));
  const [up] = finished.nodes;
  return up === undefined ? null : gatedProducts(finished, products)(up);
}

describe('a product', () => {
  it('waits for its scales where only products read what its gate leaves', () => {
    expect(gated('values', 'Gemm')).toBe('product');
    expect(gated('values', 'Neg')).toBeNull();
  });

  it('does not wait where it has a bias, or its gate is a product that could wait too', () => {
    expect(gated('bias', 'Gemm')).toBeNull();
    expect(gated('product', 'Gemm')).toBeNull();
  });
});
