import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src/builder/architectures/index.ts';
import { checkGraph } from '../../../src/builder/graph/check.ts';
import type { Graph, GraphNode } from '../../../src/builder/graph/graph.ts';
import { onlyWantedRows } from '../../../src/builder/graph/wanted-rows.ts';
import { openWithBase, planBuild } from '../../../src/builder/plan-build.ts';
import { inPrecision } from '../../../src/builder/quantize/in-precision.ts';
import { PRECISIONS } from '../../../src/precision.ts';
import { BLOOM, CHATGLM, CODEGEN, FALCON, GPT2, GPT_NEOX, MPT } from '../architectures/configs.ts';
import { goldenCheckpoints, goldenPaths } from '../golden-checkpoints.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const checkpoints = [
  resolve(import.meta.dirname, '../../fixtures/builder'),
  ...(reference === undefined ? [] : [join(reference, 'golden/architectures')]),
].flatMap((root) => goldenCheckpoints(root).map((name) => join(root, name)));

/** It gives the logits of the last position, whatever is wanted. */
const WITHOUT_ROWS = 'chatglm';

function graphOf(config: object): Graph {
  return architectureOf(config).build(config, () => true).graph;
}

/** The graph of a small checkpoint. */
function checkpointGraph(checkpoint: string): Graph {
  const opened = openWithBase(goldenPaths(checkpoint));
  const { graph } = planBuild(opened).model;
  opened.close();
  return graph;
}

/** The matrix products of a graph: of float32, and what int8 makes of each. */
function productsOf({ nodes }: Graph): readonly GraphNode[] {
  return nodes.filter(({ op }) => op === 'Gemm' || op === 'QGemm');
}

/** What the nodes need, whether straight or through others. */
function neededBy(graph: Graph, isStart: (node: GraphNode) => boolean): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const node of graph.nodes.toReversed()) {
    if (!isStart(node) && !node.outputs.some((name) => needed.has(name))) continue;
    for (const name of node.inputs) needed.add(name);
  }
  return needed;
}

/** What is made of an input, whether straight or through others. */
function madeOf(graph: Graph, input: string): ReadonlySet<string> {
  const made = new Set([input]);
  for (const { inputs, outputs } of graph.nodes)
    if (inputs.some((name) => made.has(name))) for (const name of outputs) made.add(name);
  return made;
}

const graphs = [
  ...checkpoints
    .filter((path) => !path.includes(WITHOUT_ROWS))
    .map((path) => [path, checkpointGraph(path)] as const),
  ...[BLOOM, FALCON, MPT, GPT_NEOX, GPT2, CODEGEN].map(
    (config) => [config.model_type, graphOf(config)] as const,
  ),
];

describe.skipIf(reference !== undefined)('the wanted rows of all architectures', () => {
  it.skip('needs FIVESHOT_REFERENCE, the folder that holds golden/architectures', () => {});
});

describe.each(graphs)('the graph of %s', (_, plain) => {
  it.each(PRECISIONS)('in %s has all rows only in products that an attention needs', (precision) => {
    const graph = inPrecision(plain, precision);
    checkGraph(graph);
    const needed = neededBy(graph, ({ op }) => op === 'Attention');
    const narrow = madeOf(graph, 'logit_rows');
    const products = productsOf(graph);
    const ofAllRows = products.filter(({ inputs: [x = ''] }) => !narrow.has(x));
    expect(ofAllRows).toEqual(products.filter(({ name }) => needed.has(name)));
    // Behind the last attention: its output layer, two of the feed-forward part at least, and the head.
    expect(products.length - ofAllRows.length).toBeGreaterThanOrEqual(4);
  });

  it('computes nothing twice, and nothing but gathered rows in addition', () => {
    const graph = onlyWantedRows(plain);
    const [others, before] = [graph, plain].map(({ nodes }) =>
      nodes.filter(({ op }) => op !== 'Gather').map(({ name }) => name),
    );
    expect(others).toEqual(before);
    const gathered = graph.nodes.filter(({ inputs }) => inputs[1] === 'logit_rows');
    // The attention's, the residual state, and where branches are parallel and share a norm, that.
    expect([2, 3]).toContain(gathered.length);
    expect(new Set(gathered.map(({ inputs }) => inputs[0])).size).toBe(gathered.length);
    expect({ ...graph, nodes: [] }).toEqual({ ...plain, nodes: [] });
  });
});

it('leaves a graph as it is that gives the logits of the last position alone', () => {
  const graph = graphOf(CHATGLM);
  expect(onlyWantedRows(graph)).toBe(graph);
});
