import type { Diagnostics, SubjectSummary } from '../../records.ts';
import { calibration } from './calibration.ts';
import { constantAnswer } from './constant-answer.ts';
import type { DiagnosedEntry } from './diagnosed-entry.ts';
import { letterMass } from './letter-mass.ts';
import { letterRates } from './letter-rates.ts';
import { margins } from './margins.ts';
import { outOfLine } from './out-of-line.ts';

interface DiagnoseInput {
  readonly subjects: readonly SubjectSummary[];
  readonly entriesOf: ReadonlyMap<string, readonly DiagnosedEntry[]>;
  readonly letters: readonly string[];
}

/** What the letters' scores of one exam tell beside its accuracy; the same for every order of a subject's entries. */
export function diagnose({ subjects, entriesOf, letters }: DiagnoseInput): Diagnostics {
  const entries = subjects.flatMap(({ subject }) => entriesOf.get(subject) ?? []);
  return {
    answered: entries.filter(({ chosen }) => chosen !== null).length,
    letterMass: letterMass(entries),
    letters: letterRates(entries, letters),
    calibration: calibration(entries),
    margins: margins(entries, letters),
    constantAnswer: constantAnswer(entries),
    constantSubjects: subjects.flatMap(({ subject, split }) => {
      const constant = constantAnswer(entriesOf.get(subject) ?? []);
      return constant === null ? [] : [{ subject, split, ...constant }];
    }),
    outOfLine: outOfLine(subjects),
  };
}
