import { InputError } from '../errors.ts';
import type { RunIdentity } from './run-record.ts';

type ExamRun = RunIdentity['benchmarks'][number];

const QUESTIONS = 'the same questions';
const ASKED_ALIKE = `${QUESTIONS}, asked alike`;

/**
 * Refuses to compare runs that did not ask the same questions in the same way. Model, tokenizer, precision, the limit of
 * questions and the reuse of prefixes may differ, and so may the subjects of an exam: what only one run has is counted
 * where the answers are compared. Of exams one must be in both.
 * Throws InputError with the first difference.
 */
export function assertComparable(a: RunIdentity, b: RunIdentity): void {
  assertSame('recipe', a.recipe, b.recipe);
  assertSharedExam(a, b, ASKED_ALIKE);
  assertSame('number of shots', a.settings.shots, b.settings.shots);
  assertSame('token limit', tokenLimit(a), tokenLimit(b));
  for (const one of a.benchmarks) {
    const other = b.benchmarks.find(({ benchmark }) => benchmark === one.benchmark);
    if (other !== undefined) assertSameExam(one, other);
  }
}

function assertSharedExam(a: RunIdentity, b: RunIdentity, wanted: string): void {
  const inB = new Set(b.benchmarks.map(({ benchmark }) => benchmark));
  if (a.benchmarks.some(({ benchmark }) => inB.has(benchmark))) return;
  assertSame('list of exams', examsOf(a), examsOf(b), wanted);
}

/**
 * Refuses runs that are not of the same questions, however they were asked: samples, splits, and the hash of every file
 * that both read, of every exam that both have; one must be. Throws InputError with the first difference.
 */
export function assertSameQuestions(a: RunIdentity, b: RunIdentity): void {
  assertSharedExam(a, b, QUESTIONS);
  for (const one of a.benchmarks) {
    const other = b.benchmarks.find(({ benchmark }) => benchmark === one.benchmark);
    if (other !== undefined) assertSameData(one, other);
  }
}

/** Without shots a run reads fewer files, so that only those which both read can be asked for. */
function assertSameData(a: ExamRun, b: ExamRun): void {
  const exam = a.benchmark;
  assertSame(`source of ${exam}`, sourceOf(a), sourceOf(b), QUESTIONS);
  const splits = new Map(b.subjects.map(({ subject, split }) => [subject, split]));
  const shared = a.subjects.filter(({ subject }) => splits.has(subject));
  for (const { subject, split } of shared) {
    assertSame(`split of ${exam}/${subject}`, split, splits.get(subject) ?? 'none', QUESTIONS);
  }
  const inB = hashesOf(b);
  const files = a.files.filter(({ name }) => inB.has(name));
  for (const { name, sha256 } of files) {
    assertSame(`hash of ${exam}'s file ${name}`, sha256, inB.get(name) ?? 'none', QUESTIONS);
  }
  const [first, second] = [a.files[0]?.name, b.files[0]?.name];
  if (shared.length > 0 && files.length === 0) {
    assertSame(`first file of ${exam}`, first ?? 'none', second ?? 'none', QUESTIONS);
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

function assertSame(fact: string, inA: string | number, inB: string | number, wanted = ASKED_ALIKE): void {
  if (inA === inB) return;
  throw new InputError(
    `The runs can't be compared: the ${fact} is ${inA} in A and ${inB} in B; give two runs of ${wanted}.`,
  );
}
