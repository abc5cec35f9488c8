import type { HubSettings } from '../../src/hub/settings.ts';
import { tempFolder } from '../builder/temp-folder.ts';

/** A hub at an address, with a cache of its own. */
export function hubSettings(endpoint: URL, more: Partial<HubSettings> = {}): HubSettings {
  return { endpoint, cache: tempFolder(), token: undefined, offline: false, ...more };
}
