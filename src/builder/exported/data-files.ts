import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { InputError } from '../../errors.ts';
import { MAX_SHARDS, bounded } from '../checkpoint/limits.ts';

/**
 * Paths of the files that hold a graph's external data. They stay in the graph's folder, or, where the graph itself is a
 * link (as in the hub's cache), in the folder that it leads to: what ONNX Runtime allows too.
 * Throws InputError, with the name, for one that leads elsewhere or is missing.
 */
export function dataFiles(graph: string, locations: ReadonlySet<string>): readonly string[] {
  bounded(`The number of data files of ${graph}`, locations.size, MAX_SHARDS);
  const roots = [realpathSync(dirname(graph)), dirname(realpathSync(graph))];
  return [...locations].toSorted().map((location) => {
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
    return path;
  });
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}
