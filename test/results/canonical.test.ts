import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalVerdicts } from '../../src/results/canonical.ts';
import { entryOf } from './records.ts';

describe('canonicalVerdicts', () => {
  const entries = [
    entryOf(10),
    entryOf(9, { chosen: 'A', outcome: 'wrong' }),
    entryOf(0, { id: 'ceval/law/val/0', gold: null, outcome: 'unlabelled' }),
    entryOf(2, { chosen: null, outcome: 'failed', reason: 'x' }),
  ];

  it('is one line a question, sorted by code units', () => {
    const { text, sha256 } = canonicalVerdicts(entries);
    expect(text).toBe(
      '{"id":"ceval/law/val/0","chosen":"B","gold":null,"outcome":"unlabelled"}\n' +
        '{"id":"mmlu/optics/test/10","chosen":"B","gold":"B","outcome":"right"}\n' +
        '{"id":"mmlu/optics/test/2","chosen":null,"gold":"B","outcome":"failed"}\n' +
        '{"id":"mmlu/optics/test/9","chosen":"A","gold":"B","outcome":"wrong"}\n',
    );
    expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('depends neither on the order of arrival nor on scores and times', () => {
    const { sha256 } = canonicalVerdicts(entries);
    for (let turn = 1; turn < entries.length; turn++) {
      const turned = [...entries.slice(turn), ...entries.slice(0, turn)];
      expect(canonicalVerdicts(turned).sha256).toBe(sha256);
    }
    const slower = entries.map((entry) => ({ ...entry, milliseconds: 9999, scores: [1, 2, 3, 4] }));
    expect(canonicalVerdicts(slower).sha256).toBe(sha256);
  });

  it('depends on every letter and outcome', () => {
    const { sha256 } = canonicalVerdicts(entries);
    expect(
      canonicalVerdicts(entries.with(0, entryOf(10, { chosen: 'C', outcome: 'wrong' }))).sha256,
    ).not.toBe(sha256);
    expect(canonicalVerdicts(entries.slice(1)).sha256).not.toBe(sha256);
  });
});
