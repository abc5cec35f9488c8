import type { Graph } from './graph.ts';

/**
 * Throws Error where a graph can't be run: a name defined twice, a node or output that reads a value which nothing
 * before it defines, a constant that nobody reads. Such a graph is a mistake in this program, not in the checkpoint.
 */
export function checkGraph(graph: Graph): void {
  const problems: string[] = [];
  const defined = new Set<string>();
  const read = new Set<string>();
  const define = (name: string): void => {
    if (defined.has(name)) problems.push(`${name} is defined twice`);
    defined.add(name);
  };
  const require = (reader: string, name: string): void => {
    if (name !== '' && !defined.has(name))
      problems.push(`${reader} reads ${name}, which is not defined before it`);
    read.add(name);
  };

  for (const { name } of [...graph.inputs, ...graph.initializers]) define(name);
  const nodeNames = new Set<string>();
  for (const node of graph.nodes) {
    if (nodeNames.has(node.name)) problems.push(`two nodes are called ${node.name}`);
    nodeNames.add(node.name);
    for (const input of node.inputs) require(node.name, input);
    for (const output of node.outputs) define(output);
  }
  for (const { name } of graph.outputs) require('the graph', name);
  for (const { name } of graph.initializers) if (!read.has(name)) problems.push(`nothing reads ${name}`);
  if (problems.length > 0) throw new Error(`The graph is broken: ${problems.join('; ')}`);
}
