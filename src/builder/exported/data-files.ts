import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { InputError } from '../../errors.ts';
import { MAX_SHARDS, bounded } from '../checkpoint/limits.ts';
import type { Reach } from './graph-content.ts';

/**
 * Paths of the files that hold a graph's external data. They stay in the graph's folder, or, where the graph itself is a
 * link (as in the hub's cache), in the folder that it leads to: what ONNX Runtime allows too.
 * Throws InputError, with the name, for one that leads elsewhere, is missing, or ends before the graph's last tensor in it.
 */
export function dataFiles(graph: string, locations: ReadonlyMap<string, Reach>): readonly string[] {
  bounded(`The number of data files of ${graph}`, locations.size, MAX_SHARDS);
  const roots = [realpathSync(dirname(graph)), dirname(realpathSync(graph))];
  return [...locations.keys()].toSorted().map((location) => {
    const path = join(dirname(graph), location);
    if (location === '' || isAbsolute(location) || !isBelow(dirname(graph), path))
      throw new InputError(
        `${graph} has its weights in ${location || 'a file without a name'}, outside of its folder; that is refused.`,
      );
    if (!existsSync(path))
      throw new InputError(
        `${graph} has its weights in ${location}, which is missing beside it; get that file too.`,
      );
    if (!roots.some((root) => isBelow(root, realpathSync(path))))
      throw new InputError(
        `${graph} has its weights in ${location}, a link that leads outside of its folder; copy the file there.`,
      );
    assertReaches(path, graph, locations.get(location));
    return path;
  });
}

function assertReaches(path: string, graph: string, reach: Reach | undefined): void {
  const { size } = statSync(path);
  if (reach === undefined || reach.end <= size) return;
  throw new InputError(
    `${path} has ${size} bytes, and ${graph} needs ${reach.end} of it, where ${reach.tensor} ends; get the file again, or build the model again.`,
  );
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}
