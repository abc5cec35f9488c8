import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { hubSettings } from '../../src/hub/settings.ts';
import { tempFolder } from '../builder/temp-folder.ts';

function refusal(env: Record<string, string>): string {
  try {
    return `took ${hubSettings(env).endpoint.href}`;
  } catch (error) {
    return error instanceof InputError ? error.message : 'another error';
  }
}

describe('hubSettings', () => {
  it('has the defaults of huggingface_hub', () => {
    const { endpoint, cache, offline } = hubSettings({});
    expect([endpoint.href, cache, offline]).toEqual([
      'https://huggingface.co/',
      join(homedir(), '.cache/huggingface/hub'),
      false,
    ]);
  });

  it.each([
    [{ HF_HOME: '/a' }, '/a/hub'],
    [{ HF_HOME: '/a', HF_HUB_CACHE: '/b' }, '/b'],
    [{ HUGGINGFACE_HUB_CACHE: '/c' }, '/c'],
    [{ XDG_CACHE_HOME: '/d' }, '/d/huggingface/hub'],
    [{ XDG_CACHE_HOME: '/d', HF_HOME: '' }, '/d/huggingface/hub'],
  ])('puts the cache of %j into %s', (env, cache) => {
    expect(hubSettings(env).cache).toBe(cache);
  });

  it.each([
    ['https://mirror.example', 'https://mirror.example/'],
    ['http://localhost:8080/hf/', 'http://localhost:8080/hf/'],
  ])('takes the endpoint %s', (HF_ENDPOINT, href) => {
    expect(hubSettings({ HF_ENDPOINT }).endpoint.href).toBe(href);
  });

  it('refuses an endpoint that is no address, without repeating it', () => {
    expect(() => hubSettings({ HF_ENDPOINT: 'user:secret@mirror' })).toThrow('HF_ENDPOINT is not an http');
    expect(() => hubSettings({ HF_ENDPOINT: 'user:secret@mirror' })).not.toThrow('secret');
  });

  it('finds the token in the environment, then where logging in stores it', () => {
    const home = tempFolder();
    writeFileSync(join(home, 'token'), 'hf_stored\n');
    expect(hubSettings({ HF_HOME: home }).token).toBe('hf_stored');
    expect(hubSettings({ HF_HOME: home, HF_TOKEN: ' hf_given\n' }).token).toBe('hf_given');
    expect(hubSettings({ HF_HOME: join(home, 'none') }).token).toBeUndefined();
  });

  it('refuses a token that no header can carry, without repeating it', () => {
    const home = tempFolder();
    const path = join(home, 'token');
    writeFileSync(path, 'hf_sec\nret');
    const end =
      ' holds no token of the hub: there is a space, a line break or another character in it that no token has; set it to the token alone.';
    expect(refusal({ HF_TOKEN: 'hf_sec\nret' })).toBe(`HF_TOKEN${end}`);
    expect(refusal({ HF_TOKEN: 'hf_sécret' })).toBe(`HF_TOKEN${end}`);
    expect(refusal({ HUGGING_FACE_HUB_TOKEN: 'hf_sec ret' })).toBe(`HUGGING_FACE_HUB_TOKEN${end}`);
    expect(refusal({ HF_HOME: home })).toBe(`The file ${path}${end}`);
  });

  it.each([
    ['1', true],
    ['true', true],
    ['ON', true],
    ['0', false],
    ['', false],
  ])('reads HF_HUB_OFFLINE=%s as %s', (HF_HUB_OFFLINE, offline) => {
    expect(hubSettings({ HF_HUB_OFFLINE }).offline).toBe(offline);
  });
});
