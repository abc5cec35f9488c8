import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/records.ts';
import { aggregate } from '../../../src/scoring/aggregate.ts';
import { calibration } from '../../../src/scoring/diagnostics/calibration.ts';
import { constantAnswer } from '../../../src/scoring/diagnostics/constant-answer.ts';
import type { DiagnosedEntry } from '../../../src/scoring/diagnostics/diagnosed-entry.ts';
import { margins } from '../../../src/scoring/diagnostics/margins.ts';
import { ENGINE_NOISE, NEAR_TIE } from '../../../src/scoring/diagnostics/thresholds.ts';
import { holm } from '../../../src/scoring/statistics/holm.ts';
import { exam, fullInput, rule } from '../exam.ts';
import { diagnosed, LETTERS, madeEntries, reference } from './reference.ts';

function diagnosticsOf(entries: readonly DiagnosedEntry[]) {
  return aggregate({
    benchmark: exam,
    recipe: rule,
    selected: [...madeEntries].map(([subject, own]) => ({ subject, split: 'test', total: own.length })),
    entries: entries.map((entry) => ({ ...entry, shotsUsed: 5, tokensCut: 0 })),
    letters: LETTERS,
  }).diagnostics;
}

const all = [...madeEntries.values()].flat();
const made = diagnosticsOf(all);

/** Entries with one choice each, all wrong but for what `gold` says. */
function chose(letters: string, { tied = false }: { tied?: boolean } = {}): DiagnosedEntry[] {
  return letters.split('').map((letter, index) =>
    diagnosed(`mmlu/optics/test/${index}`, {
      gold: 'B',
      scores: LETTERS.map((one) => (tied || one === letter ? 3 : 1)),
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}

function closeTo(value: unknown): unknown {
  if (typeof value === 'number') return expect.closeTo(value, 12);
  if (Array.isArray(value)) return value.map(closeTo);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closeTo(one)]));
}

describe('diagnostics of a made journal, as NumPy and SciPy have them', () => {
  it('letter mass, where the backend told it', () => {
    expect(made.letterMass).toEqual(closeTo(reference.letterMass));
  });

  it('letters picked, right and wanted', () => {
    expect(made.letters).toMatchObject(reference.letters);
    expect(made.answered).toBe(120);
    expect(made.letters.map(({ pickRate }) => pickRate)).toEqual(
      reference.letters.map(({ picked }) => picked / 120),
    );
    // Three questions have no answer in the data.
    expect(made.letters.map(({ goldRate }) => goldRate)).toEqual(
      reference.letters.map(({ gold }) => gold / 117),
    );
  });

  it('calibration', () => {
    const { bins, ...whole } = reference.calibration;
    expect(made.calibration).toMatchObject(closeTo(whole) as object);
    expect(made.calibration?.bins).toMatchObject(closeTo(bins) as object[]);
    expect(made.calibration?.bins.map(({ high }) => high)).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]);
  });

  it('margins, near ties and what could flip', () => {
    expect(made.margins).toEqual({
      ...(closeTo(reference.margins) as object),
      noise: ENGINE_NOISE,
      nearTie: NEAR_TIE,
    });
  });

  it('subjects out of line', () => {
    const adjusted = holm(reference.subjects.map(({ p }) => p));
    expect(made.outOfLine.tested).toBe(3);
    expect(made.outOfLine.subjects.map(({ subject }) => subject).toSorted()).toEqual(['botany', 'optics']);
    for (const { subject, p, holm: corrected } of made.outOfLine.subjects) {
      const index = reference.subjects.findIndex((one) => one.subject === subject);
      expect(p / (reference.subjects[index]?.p ?? 0)).toBeCloseTo(1, 9);
      expect(corrected / (adjusted[index] ?? 0)).toBeCloseTo(1, 9);
    }
  });
});

describe('diagnostics', () => {
  it('do not depend on the order of the entries', () => {
    for (let turn = 1; turn < all.length; turn += 17) {
      const turned = [...all.slice(turn), ...all.slice(0, turn)].toReversed();
      expect(JSON.stringify(diagnosticsOf(turned))).toBe(JSON.stringify(made));
    }
  });

  it('say nothing of a run without answers to its questions', () => {
    expect(aggregate({ ...fullInput(), entries: [] }).diagnostics).toEqual({
      answered: 0,
      letterMass: null,
      letters: LETTERS.map((letter) => ({
        letter,
        picked: 0,
        pickRate: null,
        gold: 0,
        goldRate: null,
        right: 0,
      })),
      calibration: null,
      margins: null,
      constantAnswer: null,
      constantSubjects: [],
      outOfLine: { alpha: 0.05, tested: 0, subjects: [] },
    });
  });

  it('have no letter mass where no backend told it', () => {
    expect(
      diagnosticsOf(all.map((entry) => Object.assign({}, entry, { letterMass: null }))).letterMass,
    ).toBeNull();
  });

  it('count every choice once in the letters and every scored question once in the bins', () => {
    expect(sum(made.letters.map(({ picked }) => picked))).toBe(made.answered);
    expect(sum(made.calibration?.bins.map(({ questions }) => questions) ?? [])).toBe(117);
    expect(sum(made.letters.map(({ right }) => right)) / 117).toBeCloseTo(
      made.calibration?.accuracy ?? -1,
      12,
    );
  });
});

function sure(confidence: number, outcome: Outcome) {
  return { outcome, probabilities: [confidence, 1 - confidence] };
}

describe('calibration', () => {
  it('puts a bound into the bin below it, and certainty into the last', () => {
    const bins = calibration([
      sure(0.5, 'right'),
      sure(0.6, 'right'),
      sure(0.7, 'wrong'),
      sure(1, 'right'),
    ])?.bins;
    expect(bins?.map(({ questions }) => questions)).toEqual([0, 0, 0, 0, 1, 1, 1, 0, 0, 1]);
  });

  it('is 0 where each bin is right as often as it is confident', () => {
    const even = [...Array.from({ length: 3 }, () => sure(0.75, 'right')), sure(0.75, 'wrong')];
    expect(calibration(even)?.ece).toBe(0);
    expect(calibration([sure(0.75, 'wrong')])?.ece).toBe(0.75);
  });

  it('leaves out what is in no accuracy', () => {
    expect(calibration([sure(0.9, 'unlabelled'), { outcome: 'failed', probabilities: [] }])).toBeNull();
  });
});

describe('constantAnswer', () => {
  it('is the letter of all choices, or of nine in ten', () => {
    expect(constantAnswer(chose('AAAAAAAAAA'))).toEqual({ letter: 'A', picked: 10, answered: 10, tied: 0 });
    expect(constantAnswer(chose('CCCCCCCCCA'))).toEqual({ letter: 'C', picked: 9, answered: 10, tied: 0 });
    expect(constantAnswer(chose('CCCCCCCCAA'))).toBeNull();
  });

  it('is said of ten questions or more', () => {
    expect(constantAnswer(chose('AAAAAAAAA'))).toBeNull();
  });

  it('tells where the letter won by standing first', () => {
    expect(constantAnswer(chose('AAAAAAAAAA', { tied: true }))).toMatchObject({ letter: 'A', tied: 10 });
  });
});

function scored(gold: string, scores: readonly number[]): DiagnosedEntry {
  return diagnosed('mmlu/optics/test/0', { gold, scores });
}

describe('margins', () => {
  it('let a wrong choice become right only where its answer is near the top', () => {
    expect(margins([scored('B', [2, 2, 0, 0])], LETTERS)).toMatchObject({
      ties: 1,
      couldFlip: 1,
      couldLose: 0,
      couldGain: 1,
    });
    expect(margins([scored('D', [2, 2, 0, 0])], LETTERS)).toMatchObject({
      couldFlip: 1,
      couldLose: 0,
      couldGain: 0,
    });
    expect(margins([scored('A', [2, 2, 0, 0])], LETTERS)).toMatchObject({
      couldFlip: 1,
      couldLose: 1,
      couldGain: 0,
    });
    expect(margins([scored('D', [2, 1.99995, 0, 1.99995])], LETTERS)).toMatchObject({
      ties: 0,
      couldGain: 1,
    });
    expect(margins([scored('B', [2, 1.99, 0, 0])], LETTERS)).toMatchObject({ nearTies: 1, couldFlip: 0 });
  });
});
