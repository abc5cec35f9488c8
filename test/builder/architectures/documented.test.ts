import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src/builder/architectures/index.ts';

/** The model types that a refusal names. */
function knownTypes(): readonly string[] {
  try {
    architectureOf({ model_type: 'none' });
  } catch (error) {
    return /known: (.+)$/.exec(error instanceof Error ? error.message : '')?.[1]?.split(', ') ?? [];
  }
  return [];
}

describe('docs/architectures.md', () => {
  it('lists every model type that can be built', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../../docs/architectures.md'), 'utf8');
    const listed = [...text.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const known = knownTypes();
    expect(known).toContain('llama');
    expect(new Set(listed)).toEqual(new Set(['model_type', ...known]));
  });
});
