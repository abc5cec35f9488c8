import { describe, expect, it } from 'vitest';
import { formatDuration, progressLine, trackProgress } from '../../src/engine/progress.ts';

describe('progress', () => {
  it('tells the time left from work done, not from questions', () => {
    let clock = 0;
    const progress = trackProgress({ done: 10, total: 20, totalWork: 1000 }, () => clock);
    clock = 2000;
    expect(progress.advance('a/b/test', 100)).toEqual({
      subject: 'a/b/test',
      done: 11,
      total: 20,
      questionsPerSecond: 0.5,
      secondsLeft: 18,
    });
    clock = 4000;
    expect(progress.advance('a/b/test', 700)).toMatchObject({
      done: 12,
      questionsPerSecond: 0.5,
      secondsLeft: 1,
    });
  });

  it('never tells a negative time where there was more work than foreseen', () => {
    let clock = 0;
    const progress = trackProgress({ done: 0, total: 1, totalWork: 1 }, () => clock);
    clock = 1000;
    expect(progress.advance('a', 5).secondsLeft).toBe(0);
  });

  it('has no rate and no time left before the clock moves or work is done', () => {
    const state = trackProgress({ done: 0, total: 2, totalWork: 5 }, () => 0).advance('s', 0);
    expect(progressLine(state)).toBe('s  1/2  0.0 questions/s  ETA …');
  });

  it.each([
    [0, '0s'],
    [59.4, '59s'],
    [59.6, '1m 00s'],
    [344, '5m 44s'],
    [7505, '2h 05m'],
  ])('writes %d seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});
