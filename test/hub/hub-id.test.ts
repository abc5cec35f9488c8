import { describe, expect, it } from 'vitest';
import { parseHubId } from '../../src/hub/hub-id.ts';

describe('parseHubId', () => {
  it.each([
    ['owner/name', { repo: 'owner/name', revision: 'main', file: null }],
    ['owner/name@v1.0', { repo: 'owner/name', revision: 'v1.0', file: null }],
    ['owner/name@refs/pr/3', { repo: 'owner/name', revision: 'refs/pr/3', file: null }],
    ['owner/name-GGUF/a-q4_0.gguf', { repo: 'owner/name-GGUF', revision: 'main', file: 'a-q4_0.gguf' }],
    ['owner/name/onnx/model_q4.onnx', { repo: 'owner/name', revision: 'main', file: 'onnx/model_q4.onnx' }],
    ['https://huggingface.co/owner/name', { repo: 'owner/name', revision: 'main', file: null }],
    ['https://huggingface.co/owner/name/', { repo: 'owner/name', revision: 'main', file: null }],
    ['owner/name/', { repo: 'owner/name', revision: 'main', file: null }],
  ])('reads %s', (text, id) => {
    expect(parseHubId(text)).toEqual(id);
  });

  it.each([
    'name',
    './owner/name',
    '../owner/name',
    '/owner/name',
    '~/owner/name',
    'a/b/c',
    'models/',
    'a/b.gguf/',
    'models/b.gguf',
    'owner/name//',
    'owner/name/../x.gguf',
    'C:\\a\\b',
    '',
  ])('takes %j for a path', (text) => {
    expect(parseHubId(text)).toBeNull();
  });

  it('asks for the revision that an @ promises', () => {
    expect(() => parseHubId('owner/name@')).toThrow(
      'owner/name@ has no revision behind its @; leave that out for owner/name as it is on main.',
    );
  });

  it('refuses a revision that leads elsewhere', () => {
    expect(() => parseHubId('owner/name@../../x')).toThrow("can't be a revision of owner/name");
  });
});
