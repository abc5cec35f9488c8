import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { doubtsOf, ratiosOf } from '../../../bench/score/against.ts';
import { thisMachine } from '../../../bench/score/machine.ts';
import { printRatios } from '../../../bench/score/print.ts';
import { type ModelFigures, readReport, type Report } from '../../../bench/score/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const exact = (value: number) => ({ min: value, median: value, max: value });

function model(name: string, questionsPerSecond: number): ModelFigures {
  return {
    model: name,
    precision: 'fp32',
    passes: 1,
    questions: 2,
    promptTokens: 20,
    computedTokens: 10,
    minimumTokens: 10,
    figures: {
      questionsPerSecond: exact(questionsPerSecond),
      computedTokensPerSecond: exact(10),
      promptTokensPerSecond: exact(20),
      firstScore: exact(3),
      peakMemory: null,
      peakAnonymous: exact(1e9),
    },
    sameAnswers: null,
    profile: {
      questions: 2,
      seconds: 1,
      shares: { gemm: 1, attention: 0, rest: 0, runtime: 0, tokenizer: 0, javascript: 0 },
      gemm: { teraflops: 0.1, ofMachine: null, graphOfMachine: null },
      operators: [],
      products: [],
    },
  };
}

function report(...models: readonly ModelFigures[]): Report {
  return {
    schema: 2,
    fiveshot: '0.1.0',
    started: '2026-01-01T00:00:00.000Z',
    machine: thisMachine(),
    threads: 2,
    replicas: null,
    workload: [{ task: 'mmlu/abstract_algebra', questions: 2 }],
    models: [...models],
    rates: [],
  };
}

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('a report', () => {
  it('is read back as it was written', () => {
    const made = report(model('a', 4));
    expect(readReport(write('report.json', JSON.stringify(made)))).toEqual(made);
  });

  it('of another schema, or none, is refused in a sentence', () => {
    const other = write('other.json', JSON.stringify({ ...report(), schema: 1 }));
    expect(() => readReport(other)).toThrow(/other\.json is no report of schema 2 \(schema: /);
    expect(() => readReport(write('text.json', 'no'))).toThrow(/text\.json can't be read as JSON/);
  });

  it('is compared with another in the models and figures that both have', () => {
    const ratios = ratiosOf(report(model('a', 6), model('b', 1)), report(model('c', 9), model('a', 4)));
    expect(ratios.map(({ model: name, figure }) => `${name} ${figure}`)).toEqual([
      'a questionsPerSecond',
      'a computedTokensPerSecond',
      'a promptTokensPerSecond',
      'a firstScore',
      'a peakAnonymous',
    ]);
    expect(ratios[0]?.ratio).toEqual(exact(1.5));
  });

  it('says what makes a comparison doubtful', () => {
    const now = report(model('a', 6));
    expect(doubtsOf(now, now)).toEqual([]);
    const then = {
      ...now,
      threads: 4,
      replicas: 1,
      machine: { ...now.machine, cpu: 'another' },
      workload: [],
    };
    expect(doubtsOf(now, then)).toEqual([
      'The two were measured on other machines or runtimes.',
      'Threads are 2 now, and were 4.',
      'Copies are as a run chooses now, and were 1.',
      'The two scored other questions.',
    ]);
  });

  it('has nothing to compare with one of other models, and says so', () => {
    const [now, then] = [report(model('a', 6)), report(model('b', 6))];
    const print = vi.spyOn(console, 'log').mockReturnValue();
    printRatios(ratiosOf(now, then), doubtsOf(now, then));
    expect(print.mock.calls).toEqual([[expect.stringContaining('no model and precision in common')]]);
    print.mockRestore();
  });
});
