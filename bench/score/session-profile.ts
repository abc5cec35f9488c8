import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphProfile, sumProfile } from './graph-profile.ts';

const NAME = 'profile';

/** How the profiles that sessions write into a folder are to begin; ONNX Runtime adds the time. */
export function profilePrefix(folder: string): string {
  return join(folder, NAME);
}

/** Sums the profile that a session, which is closed, wrote into a folder. */
export function readSessionProfile(folder: string): GraphProfile {
  const [file, ...others] = readdirSync(folder).filter((name) => name.startsWith(NAME));
  if (file === undefined || others.length > 0)
    throw new RangeError('ONNX Runtime writes one profile where one session was opened');
  return sumProfile(JSON.parse(readFileSync(join(folder, file), 'utf8')));
}
