import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../../src/builder/graph/check.ts';
import { createGraph, type Graph, type GraphBuilder } from '../../../src/builder/graph/graph.ts';
import { onlyWantedRows } from '../../../src/builder/graph/wanted-rows.ts';

/** A graph that gives the wanted rows of a value on to a head. */
function ending(state: (graph: GraphBuilder, product: (name: string, x: string) => string) => string): Graph {
  const graph = createGraph();
  graph.input({ name: 'x', type: 'float32', shape: ['rows', 4] });
  graph.input({ name: 'logit_rows', type: 'int64', shape: ['wanted'] });
  const product = (name: string, x: string): string =>
    graph.node('Gemm', name, [x, graph.tensor('weight', [4, 4])]);
  const rows = state(graph, product);
  const wanted = graph.node('Gather', 'wanted', [rows, 'logit_rows'], { ints: { axis: 0 } });
  product('logits', wanted);
  graph.output({ name: 'logits', type: 'float32', shape: ['wanted', 4] });
  return graph.finish();
}

function inputsOf({ nodes }: Graph): readonly (readonly [string, string | undefined])[] {
  return nodes.map(({ name, inputs: [first] }) => [name, first]);
}

describe('wanted rows', () => {
  it.each([
    ['Softmax', { axis: 0 }],
    ['Split', { axis: 0 }],
    ['Transpose', {}],
  ])('are not gathered before a %s that mixes or moves rows', (op, ints) => {
    const graph = onlyWantedRows(
      ending((given, product) => given.node(op, 'mixed', [product('a', 'x')], { ints })),
    );
    checkGraph(graph);
    expect(inputsOf(graph)).toEqual([
      ['a', 'x'],
      ['mixed', 'a'],
      ['mixed.wanted', 'mixed'],
      ['logits', 'mixed.wanted'],
    ]);
  });

  it('are gathered from a value that is read as a whole too', () => {
    const graph = onlyWantedRows(
      ending((given, product) => {
        const read = product('a', 'x');
        given.node('Transpose', 'whole', [read]);
        return product('b', read);
      }),
    );
    checkGraph(graph);
    expect(inputsOf(graph)).toEqual([
      ['a', 'x'],
      ['a.wanted', 'a'],
      ['whole', 'a'],
      ['b', 'a.wanted'],
      ['logits', 'b'],
    ]);
  });

  it('are not gathered from factors that are computed of constants', () => {
    const graph = onlyWantedRows(
      ending((given, product) => {
        const factors = given.node('Add', 'factors', [given.tensor('stored', [4]), given.float32(1)]);
        const rows = given.node('Transpose', 'rows', ['x']);
        return given.node('Mul', 'scaled', [product('a', rows), factors]);
      }),
    );
    checkGraph(graph);
    expect(inputsOf(graph)).toEqual([
      ['factors', 'stored'],
      ['rows', 'x'],
      ['rows.wanted', 'rows'],
      ['a', 'rows.wanted'],
      ['scaled', 'a'],
      ['logits', 'scaled'],
    ]);
  });
});
