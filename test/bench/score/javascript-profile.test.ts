import { expect, it } from 'vitest';
import { secondsWithin } from '../../../bench/score/javascript-profile.ts';

function node(id: number, url: string, children: readonly number[] = []) {
  return {
    id,
    callFrame: { functionName: 'f', scriptId: '1', url, lineNumber: 0, columnNumber: 0 },
    children: [...children],
  };
}

const always = () => true;

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
  const profile = { nodes, startTime: 1000, samples, timeDeltas };
  const tokenizer = /\/src\/tokenizer\//;
  expect(secondsWithin(profile, { files: tokenizer, counts: always })).toBeCloseTo(1900e-6);
  expect(secondsWithin(profile, { files: /\/src\/scoring\//, counts: always })).toBe(0);
  // The samples of the tokenizer end at 1100, 1300 and 4100.
  expect(secondsWithin(profile, { files: tokenizer, counts: (moment) => moment < 1300 })).toBeCloseTo(100e-6);
  expect(secondsWithin(profile, { files: tokenizer, counts: (moment) => moment > 1200 })).toBeCloseTo(
    1800e-6,
  );
});
