import { join } from 'node:path';
import type { ModelFolder } from '../model-folder.ts';
import { hashFile } from './write-files.ts';

/** Whether each file of a model folder still has the bytes that it was built with. Reads all of them. */
export async function compareFiles({
  path,
  manifest,
}: ModelFolder): Promise<readonly { readonly name: string; readonly same: boolean }[]> {
  const compared = [];
  for (const [name, expected] of Object.entries(manifest.files)) {
    compared.push({ name, same: (await hashFile(join(path, name), {})).sha256 === expected });
  }
  return compared;
}
