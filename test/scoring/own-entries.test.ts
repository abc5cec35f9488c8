import { expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { assertOwnEntries } from '../../src/scoring/own-entries.ts';
import { entries, exam } from './exam.ts';

const LETTERS = ['A', 'B', 'C', 'D'];
const SELECTED = [
  { subject: 'optics', split: 'test', total: 2 },
  { subject: 'drama', split: 'test', total: 3 },
] as const;

const run = { id: 'run1', exams: [{ benchmark: exam, selected: SELECTED }], letters: LETTERS };

it('takes the entries that a run asked for, in any order and any part of them', () => {
  const own = [...entries('drama', 'AAA', '+-!'), ...entries('optics', 'AB', '=?')];
  for (const some of [own, own.toReversed(), own.slice(2), []]) {
    expect(() => assertOwnEntries(run, some)).not.toThrow();
  }
});

it('refuses entries of what the run did not ask', () => {
  const [entry] = entries('optics', 'A', '+');
  if (entry === undefined) throw new RangeError('there is an entry');
  const other = { ...entry, id: 'ceval/law/val/0' };
  expect(() => assertOwnEntries(run, [entry, other])).toThrow(InputError);
  expect(() => assertOwnEntries(run, [entry, other])).toThrow(
    'The journal of run run1 has ceval/law/val/0, of an exam that it does not cover.',
  );
  expect(() => assertOwnEntries(run, entries('botany', 'A', '+'))).toThrow(/mmlu\/botany\/test\/0/);
  expect(() => assertOwnEntries(run, entries('optics', 'A', '+', { split: 'val' }))).toThrow(
    /optics\/val\/0/,
  );
  expect(() => assertOwnEntries(run, entries('optics', 'AAA', '+++'))).toThrow(/than its 2 questions/);
  const unknown = {
    ...run,
    exams: [{ benchmark: exam, selected: [{ ...SELECTED[0], subject: 'alchemy' }] }],
  };
  expect(() => assertOwnEntries(unknown, [])).toThrow(/no subject alchemy, which the run selects/);
});

it('names the line of an entry that contradicts itself', () => {
  const own = entries('drama', 'ABC', '+++');
  const wrong = own.map((entry, index) => Object.assign({}, entry, index === 1 ? { chosen: 'D' } : {}));
  expect(() => assertOwnEntries(run, wrong)).toThrow(InputError);
  expect(() => assertOwnEntries(run, wrong)).toThrow(
    'Line 2 of the journal of run run1, mmlu/drama/test/1, contradicts itself: chosen is D, and the highest score is that of B; restore the file.',
  );
});
