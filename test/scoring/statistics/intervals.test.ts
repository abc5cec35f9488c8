import { describe, expect, it } from 'vitest';
import type { Ratio } from '../../../src/scoring/mean-of-ratios.ts';
import { accuracyInterval } from '../../../src/scoring/statistics/accuracy-interval.ts';
import { subjectMeanInterval } from '../../../src/scoring/statistics/subject-mean-interval.ts';
import { wilsonInterval } from '../../../src/scoring/statistics/wilson.ts';
import { reference } from './reference.ts';

const of = (part: number, whole: number): Ratio => ({ part, whole });
const mean = (subjects: readonly Ratio[]): number =>
  subjects.reduce((sum, { part, whole }) => sum + part / whole, 0) / subjects.length;

describe('wilsonInterval', () => {
  it.each(reference.wilson.cases)('$part of $whole as elsewhere', ({ interval, ...ratio }) => {
    expect(wilsonInterval(ratio).low).toBeCloseTo(interval.low, 12);
    expect(wilsonInterval(ratio).high).toBeCloseTo(interval.high, 12);
  });

  it('lies within 0 and 1, around the share, has a width, and mirrors', () => {
    for (let whole = 1; whole <= 60; whole++) {
      for (let part = 0; part <= whole; part++) {
        const { low, high } = wilsonInterval(of(part, whole));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(part / whole);
        expect(high).toBeGreaterThanOrEqual(part / whole);
        expect(high - low).toBeGreaterThan(0.02);
        expect(wilsonInterval(of(whole - part, whole)).low).toBeCloseTo(1 - high, 12);
      }
    }
  });
});

describe('subjectMeanInterval', () => {
  it.each(reference.subjectMean.cases)('$parts of $wholes as elsewhere', ({ parts, wholes, interval }) => {
    const found = subjectMeanInterval(parts.map((part, index) => of(part, wholes[index] ?? 0)));
    expect(found.low).toBeCloseTo(interval.low, 12);
    expect(found.high).toBeCloseTo(interval.high, 12);
  });

  it('is never of no width, lies within 0 and 1 and around the mean, and mirrors', () => {
    for (const subjects of [2, 3, 9, 57]) {
      for (const whole of [1, 2, 5, 25]) {
        for (const share of [0, 0.1, 0.5, 0.9, 1]) {
          const ratios = Array.from({ length: subjects }, (_, index) =>
            of(Math.min(whole, Math.floor(share * whole + (index % 2) * 0.9)), whole),
          );
          const { low, high } = subjectMeanInterval(ratios);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(mean(ratios));
          expect(high).toBeGreaterThanOrEqual(mean(ratios));
          expect(high - low).toBeGreaterThan(0.002);
          const mirrored = subjectMeanInterval(ratios.map((one) => of(one.whole - one.part, one.whole)));
          expect(mirrored.low).toBeCloseTo(1 - high, 12);
        }
      }
    }
  });

  it('is narrower than one over all questions where subjects differ', () => {
    const subjects = [of(2, 50), of(48, 50)];
    const [stratified, pooled] = [subjectMeanInterval(subjects), wilsonInterval(of(50, 100))];
    expect(stratified.high - stratified.low).toBeLessThan(0.6 * (pooled.high - pooled.low));
  });

  it('of one subject is that of its accuracy, and of none is not known', () => {
    expect(subjectMeanInterval([of(3, 7)])).toEqual(wilsonInterval(of(3, 7)));
    expect(subjectMeanInterval([]).low).toBeNaN();
  });
});

it('accuracyInterval fits the rule', () => {
  const subjects = [of(1, 2), of(9, 30)];
  expect(accuracyInterval('pooled', subjects)).toEqual(wilsonInterval(of(10, 32)));
  expect(accuracyInterval('subject-mean', subjects)).toEqual(subjectMeanInterval(subjects));
});
