import { InputError } from '../errors.ts';
import type { RunIdentity } from './run-record.ts';

type ExamRun = RunIdentity['benchmarks'][number];

/**
 * Refuses to compare runs that did not ask the same questions in the same way. Model, tokenizer, precision, the limit of
 * questions and the reuse of prefixes may differ, and so may the subjects of an exam: what only one run has is counted
 * where the answers are compared.
 * Throws InputError with the first difference.
 */
export function assertComparable(a: RunIdentity, b: RunIdentity): void {
  assertSame('recipe', a.recipe, b.recipe);
  assertSame('list of exams', examsOf(a), examsOf(b));
  assertSame('number of shots', a.settings.shots, b.settings.shots);
  assertSame('token limit', tokenLimit(a), tokenLimit(b));
  for (const one of a.benchmarks) {
    const other = b.benchmarks.find(({ benchmark }) => benchmark === one.benchmark);
    if (other !== undefined) assertSameExam(one, other);
  }
}

/**
 * Refuses runs that are not of the same questions, however they were asked: exams, samples, splits, and the hash of every
 * file that both read. Throws InputError with the first difference.
 */
export function assertSameQuestions(a: RunIdentity, b: RunIdentity): void {
  const assert = (fact: string, inA: string, inB: string): void =>
    assertSame(fact, inA, inB, 'the same questions');
  assert('list of exams', examsOf(a), examsOf(b));
  for (const one of a.benchmarks) {
    const other = b.benchmarks.find(({ benchmark }) => benchmark === one.benchmark);
    if (other === undefined) continue;
    assert(`source of ${one.benchmark}`, sourceOf(one), sourceOf(other));
    const splits = new Map(other.subjects.map(({ subject, split }) => [subject, split]));
    for (const { subject, split } of one.subjects) {
      assert(`split of ${one.benchmark}/${subject}`, split, splits.get(subject) ?? split);
    }
    const hashes = hashesOf(other);
    for (const { name, sha256 } of one.files) {
      assert(`hash of ${one.benchmark}'s file ${name}`, sha256, hashes.get(name) ?? sha256);
    }
  }
}

function assertSameExam(a: ExamRun, b: ExamRun): void {
  const exam = a.benchmark;
  assertSame(`source of ${exam}`, sourceOf(a), sourceOf(b));
  assertSame(`letter rule of ${exam}`, a.letterRule, b.letterRule);
  const subjectsOfB = new Map(b.subjects.map((one) => [one.subject, one]));
  const shared = a.subjects.filter(({ subject }) => subjectsOfB.has(subject));
  if (shared.length === 0) {
    throw new InputError(`The runs can't be compared: no subject of ${exam} is in both.`);
  }
  for (const { subject, split, total } of shared) {
    const other = subjectsOfB.get(subject);
    const [inA, inB] = [`${total} of ${split}`, `${other?.total} of ${other?.split}`];
    assertSame(`selection of questions of ${exam}/${subject}`, inA, inB);
  }
  assertSameFiles(a, b, shared.length);
}

/** Files that both read must be the same; a run whose subjects the other has too can't have read a file of its own. */
function assertSameFiles(a: ExamRun, b: ExamRun, sharedSubjects: number): void {
  const [inA, inB] = [hashesOf(a), hashesOf(b)];
  const mustBeShared = [
    ...(a.subjects.length === sharedSubjects ? inA.keys() : []),
    ...(b.subjects.length === sharedSubjects ? inB.keys() : []),
    ...[...inA.keys()].filter((name) => inB.has(name)),
  ];
  for (const name of mustBeShared) {
    const [hashA, hashB] = [inA.get(name) ?? 'none', inB.get(name) ?? 'none'];
    assertSame(`hash of ${a.benchmark}'s file ${name}`, hashA, hashB);
  }
}

function hashesOf({ files }: ExamRun): Map<string, string> {
  return new Map(files.map(({ name, sha256 }) => [name, sha256]));
}

function examsOf({ benchmarks }: RunIdentity): string {
  const names = benchmarks.map(({ benchmark }) => benchmark);
  return names.toSorted().join(', ') || 'none';
}

function tokenLimit({ settings }: RunIdentity): string {
  return settings.maxTokens === null ? "the recipe's" : String(settings.maxTokens);
}

function sourceOf({ samples }: ExamRun): string {
  return samples === undefined ? 'the exam' : `fiveshot's samples (${samples.toSorted().join(', ')})`;
}

function assertSame(
  fact: string,
  inA: string | number,
  inB: string | number,
  wanted = 'the same questions, asked alike',
): void {
  if (inA === inB) return;
  throw new InputError(
    `The runs can't be compared: the ${fact} is ${inA} in A and ${inB} in B; give two runs of ${wanted}.`,
  );
}
