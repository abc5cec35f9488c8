import { expect, it } from 'vitest';
import { secondsWithin } from '../../../bench/score/javascript-profile.ts';

function node(id: number, url: string, children: readonly number[] = []) {
  return {
    id,
    callFrame: { functionName: 'f', scriptId: '1', url, lineNumber: 0, columnNumber: 0 },
    children: [...children],
  };
}

it('time of a file is that of its functions and of all that they call', () => {
  const nodes = [
    node(1, '', [2, 4]),
    node(2, 'file:///src/tokenizer/word-encoder.ts', [3]),
    node(3, 'file:///node_modules/some/package.js'),
    node(4, 'file:///src/engine/plan.ts', [5]),
    node(5, 'file:///node_modules/some/package.js'),
  ];
  const samples = [2, 3, 4, 5, 3, 1];
  const timeDeltas = [100, 200, 400, 800, 1600, 3200];
  expect(secondsWithin({ nodes, samples, timeDeltas }, /\/src\/tokenizer\//)).toBeCloseTo(1900e-6);
  expect(secondsWithin({ nodes, samples, timeDeltas }, /\/src\/scoring\//)).toBe(0);
});
