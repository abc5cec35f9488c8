import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '../errors.ts';

/** Where the hub is and what this user has of it; the names are those of huggingface_hub's environment variables. */
export interface HubSettings {
  readonly endpoint: URL;
  /** Folder of the shared cache: HF_HUB_CACHE, else `hub` below HF_HOME. */
  readonly cache: string;
  /** HF_TOKEN, else what `hf auth login` stored. Never to be printed. */
  readonly token: string | undefined;
  /** HF_HUB_OFFLINE: nothing is asked of the network. */
  readonly offline: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings as huggingface_hub does
 * (https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables).
 * Throws InputError where HF_ENDPOINT is no address, or a token is none.
 */
export function hubSettings(env: Environment): HubSettings {
  const given = (name: string): string | undefined =>
    env[name]?.trim() === '' ? undefined : env[name]?.trim();
  const shared = given('XDG_CACHE_HOME') ?? join(homedir(), '.cache');
  const home = resolve(given('HF_HOME') ?? join(shared, 'huggingface'));
  return {
    endpoint: endpointOf(given('HF_ENDPOINT') ?? 'https://huggingface.co'),
    cache: resolve(given('HF_HUB_CACHE') ?? given('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub')),
    token:
      tokenOf('HF_TOKEN', given('HF_TOKEN')) ??
      tokenOf('HUGGING_FACE_HUB_TOKEN', given('HUGGING_FACE_HUB_TOKEN')) ??
      storedToken(given('HF_TOKEN_PATH') ?? join(home, 'token')),
    offline: isOn(given('HF_HUB_OFFLINE') ?? given('TRANSFORMERS_OFFLINE')),
  };
}

function endpointOf(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return new URL(text.replace(/\/*$/, '/'));
  throw new InputError('HF_ENDPOINT is not an http or https address, such as https://huggingface.co.');
}

function storedToken(path: string): string | undefined {
  let text;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
  return tokenOf(`The file ${path}`, text === '' ? undefined : text);
}

/** Holds a token to what a header can carry; the message doesn't repeat it. */
function tokenOf(source: string, token: string | undefined): string | undefined {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  throw new InputError(
    `${source} holds no token of the hub: there is a space, a line break or another character in it that no token has; set it to the token alone.`,
  );
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && ['1', 'ON', 'YES', 'TRUE'].includes(value.toUpperCase());
}
