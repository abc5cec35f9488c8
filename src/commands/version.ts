import { readFileSync } from 'node:fs';

/** This fiveshot's version, from its package.json. */
export function fiveshotVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new RangeError('package.json has a version');
}
