import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createStatus } from '../../src/commands/run/status-line.ts';

/** A stream that remembers; `columns` makes it a terminal. */
function stream(columns?: number) {
  const inner = new PassThrough();
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  return {
    target: Object.assign(inner, terminal) as unknown as NodeJS.WriteStream,
    text: () => String(inner.read() ?? ''),
  };
}

const state = (done: number, total = 100) => ({
  subject: 'mmlu/anatomy/test',
  done,
  total,
  questionsPerSecond: 4.1,
  secondsLeft: 344,
});

describe('status', () => {
  it('says one line for each tenth of the questions where there is no terminal', () => {
    const { target, text } = stream();
    const status = createStatus(target, false);
    status.say('loading the weights');
    for (let done = 1; done <= 100; done += 1) status.progress(state(done));
    status.done();
    const lines = text().trimEnd().split('\n');
    expect(lines[0]).toBe('loading the weights');
    expect(lines.slice(1).map((line) => /(\d+)\/100/.exec(line)?.[1])).toEqual([
      '1',
      '10',
      '20',
      '30',
      '40',
      '50',
      '60',
      '70',
      '80',
      '90',
      '100',
    ]);
    expect(lines[2]).toBe('mmlu/anatomy/test  10/100  4.1 questions/s  ETA 5m 44s');
  });

  it('keeps one live line on a terminal, no longer than it is wide, that a message or the end removes', () => {
    const { target, text } = stream(40);
    const status = createStatus(target, false);
    status.progress(state(1));
    expect(text()).toBe('mmlu/anatomy/test  1/100  4.1 questions/s  ETA 5m 44s'.slice(0, 39));
    status.progress(state(100));
    expect(text().startsWith('\r\u001b[2Kmmlu/anatomy/test  100/100')).toBe(true);
    status.say('stopping');
    expect(text()).toBe('\r\u001b[2Kstopping\n');
    status.progress(state(100));
    status.done();
    expect(text().endsWith('\r\u001b[2K')).toBe(true);
  });

  it('redraws a live line at most ten times a second', () => {
    const { target, text } = stream(80);
    const status = createStatus(target, false);
    for (let done = 1; done <= 50; done += 1) status.progress(state(done));
    expect(text().split('ETA').length - 1).toBeLessThanOrEqual(2);
  });

  it.each([[undefined], [80]])(
    'lets nothing of a name through that a terminal acts on (columns: %s)',
    (columns) => {
      const { target, text } = stream(columns);
      const status = createStatus(target, false);
      status.say('model: \u001b]0;x\u0007\u009b2J\u202eb\n\u2067c');
      expect(text()).toBe('model: ]0;x2Jb c\n');
      status.progress({ ...state(100), subject: 'a\u001b[2Jb\u202ec' });
      expect(text().replaceAll('\r\u001b[2K', '')).toMatch(/^a\[2Jbc {2}100\/100/);
    },
  );

  it('is silent with quiet', () => {
    const { target, text } = stream(80);
    const status = createStatus(target, true);
    status.say('hello');
    status.progress(state(100));
    status.done();
    expect(text()).toBe('');
  });
});
