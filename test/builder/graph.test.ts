import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../src/builder/graph/check.ts';
import { type Graph, createGraph } from '../../src/builder/graph/graph.ts';

/** y = x + w, the sum twice. */
function sum(): Graph {
  const graph = createGraph();
  const x = graph.input({ name: 'x', type: 'float32', shape: ['n'] });
  const once = graph.node('Add', 'once', [x, graph.tensor('w', [1])]);
  graph.node('Add', 'y', [once, graph.tensor('w', [1])]);
  graph.output({ name: 'y', type: 'float32', shape: ['n'] });
  return graph.finish();
}

describe('a graph', () => {
  it('uses a tensor as often as it likes and stores it once', () => {
    const graph = sum();
    expect(graph.initializers).toEqual([{ kind: 'tensor', name: 'w', shape: [1] }]);
    expect(() => checkGraph(graph)).not.toThrow();
  });

  it.each<[string, (graph: Graph) => Graph, RegExp]>([
    ['a value is not defined', (graph) => ({ ...graph, initializers: [] }), /once reads w/],
    [
      'nodes stand in the wrong order',
      (graph) => ({ ...graph, nodes: graph.nodes.toReversed() }),
      /y reads once/,
    ],
    [
      'a name is defined twice',
      (graph) => ({ ...graph, inputs: [...graph.inputs, ...graph.inputs] }),
      /x is defined twice/,
    ],
    [
      'two nodes share a name',
      (graph) => ({ ...graph, nodes: [...graph.nodes, ...graph.nodes] }),
      /two nodes are called once/,
    ],
    [
      'an output hangs in the air',
      (graph) => ({ ...graph, nodes: graph.nodes.slice(0, 1) }),
      /the graph reads y/,
    ],
    [
      'a constant is never read',
      (graph) => ({
        ...graph,
        initializers: [...graph.initializers, { kind: 'tensor', name: 'v', shape: [] }],
      }),
      /nothing reads v/,
    ],
  ])('is broken where %s', (_, change, message) => {
    expect(() => checkGraph(change(sum()))).toThrow(message);
  });
});
