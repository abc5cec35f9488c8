import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGraph, type GraphBuilder } from '../../src/builder/graph/graph.ts';
import { layOut } from '../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../src/builder/onnx/model-bytes.ts';
import { fiveshotVersion } from '../../src/commands/version.ts';
import type { NumberKind } from './graph-profile.ts';

/** Numbers of the ONNX format for element types. */
const FLOAT = 1;
const INT8 = 3;

interface GemmGraph {
  readonly kind: NumberKind;
  readonly inner: number;
  readonly columns: number;
}

/** What each kind of product is made of: the name of its result. */
const PRODUCT_OF: Readonly<Record<NumberKind, (graph: GraphBuilder, x: string, weight: string) => string>> = {
  fp32: (graph, x, weight) => graph.node('MatMul', 'product', [x, weight]),
  int8: (graph, x, weight) => {
    // Before the graph is run, ONNX Runtime computes what has no input: the weight lies there in int8.
    const whole = graph.node('Cast', 'weight_int8', [weight], { ints: { to: INT8 } });
    graph.node('DynamicQuantizeLinear', 'quantize', [x], { outputs: ['x_int8', 'scale', 'zero'] });
    const product = graph.node('MatMulInteger', 'product_int8', ['x_int8', whole, 'zero']);
    return graph.node('Cast', 'product', [product], { ints: { to: FLOAT } });
  },
};

/**
 * Writes a graph with one product of any number of rows with a weight, and gives its path. The weight is a file of zeros, which
 * takes no room on the disk: how long a product takes does not depend on its values. All but the product is there to give it
 * what it needs and to give back one number, so that no large result is copied.
 */
export function writeGemmGraph(folder: string, { kind, inner, columns }: GemmGraph): string {
  const graph = createGraph();
  const x = graph.input({ name: 'x', type: 'float32', shape: ['rows', inner] });
  const product = PRODUCT_OF[kind](graph, x, graph.tensor('weight', [inner, columns]));
  graph.node('ReduceSum', 'sum', [product], { ints: { keepdims: 0 } });
  graph.output({ name: 'sum', type: 'float32', shape: [] });
  const finished = graph.finish();
  const layout = layOut(finished);
  const dataFile = `${kind}.data`;
  writeFileSync(join(folder, dataFile), '');
  truncateSync(join(folder, dataFile), layout.length);
  const file = join(folder, `${kind}.onnx`);
  writeFileSync(
    file,
    modelBytes(finished, layout, dataFile, { name: 'fiveshot', version: fiveshotVersion() }),
  );
  return file;
}
