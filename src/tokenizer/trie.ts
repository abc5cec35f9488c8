/** Texts as a tree of their UTF-16 units, each with a number of its own. The root is node 0. */
export interface Trie {
  /** The node that `unit` leads to from `node`, or -1. */
  next(node: number, unit: number): number;
  /** The number of the text that ends at a node, or -1. */
  value(node: number): number;
}

/** A trie over distinct texts; the number of a text is its place in the list. */
export function buildTrie(texts: readonly string[]): Trie {
  const most = texts.reduce((sum, text) => sum + text.length, 1);
  // An open hash table from (node, unit) to the next node, half empty at least.
  const mask = 2 ** Math.ceil(Math.log2(2 * most)) - 1;
  const parents = new Int32Array(mask + 1).fill(-1);
  const units = new Uint16Array(mask + 1);
  const children = new Int32Array(mask + 1);
  const values = new Int32Array(most).fill(-1);
  let nodes = 1;

  function slotOf(node: number, unit: number): number {
    let slot = (Math.imul(node, 0x9e37_79b1) ^ Math.imul(unit, 0x85eb_ca6b)) & mask;
    while (parents[slot] !== -1 && (parents[slot] !== node || units[slot] !== unit)) slot = (slot + 1) & mask;
    return slot;
  }

  for (const [number, text] of texts.entries()) {
    let node = 0;
    for (let at = 0; at < text.length; at += 1) {
      const slot = slotOf(node, text.charCodeAt(at));
      if (parents[slot] === -1) {
        parents[slot] = node;
        units[slot] = text.charCodeAt(at);
        children[slot] = nodes;
        nodes += 1;
      }
      node = children[slot] ?? 0;
    }
    values[node] = number;
  }

  return {
    next(node, unit) {
      const slot = slotOf(node, unit);
      return parents[slot] === -1 ? -1 : (children[slot] ?? -1);
    },
    value: (node) => values[node] ?? -1,
  };
}

/** The number of the longest text of a trie that stands in `text` at `start`, or -1. */
export function longestMatch(trie: Trie, text: string, start: number): number {
  let found = -1;
  let node = 0;
  for (let at = start; at < text.length; at += 1) {
    node = trie.next(node, text.charCodeAt(at));
    if (node === -1) break;
    const value = trie.value(node);
    if (value !== -1) found = value;
  }
  return found;
}
