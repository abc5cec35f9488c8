import type { Backend } from '../../backends/backend.ts';
import {
  type LetterPreflight,
  type LetterReading,
  preflight,
  type SpelledToken,
} from '../../engine/letters.ts';
import { whyNoNumbers } from '../../builder/damaged-tensor.ts';
import { InputError } from '../../errors.ts';
import type { ModelFolder } from '../../model-folder.ts';
import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
import type { BenchmarkId, Score } from '../../records.ts';
import type { SubjectRun } from '../exams.ts';
import { fitPrompt, prepareSubject, type TokenSettings } from './prepare.ts';

/** The letters of the subjects of an exam whose prompts end alike, read from the first of their prompts. */
export interface ExamPreflight extends LetterPreflight {
  readonly benchmark: BenchmarkId;
  readonly subjects: readonly string[];
  /** Whether the prompt begins with the tokenizer's BOS. */
  readonly hasBos: boolean;
  /** Token ids of each letter by the rule in force, `{ A: [330], … }`; empty where each question has its own. */
  readonly letterIds: Readonly<Record<string, readonly number[]>>;
}

/**
 * Reads the letters of each exam, once for each way in which its prompts lead to a letter (AGIEval has a Chinese and an
 * English one), before any weights are loaded.
 * Throws InputError where the rule in force could score no question of one of them.
 */
export function preflightExams(
  subjects: readonly SubjectRun[],
  settings: TokenSettings,
): readonly ExamPreflight[] {
  const alike = new Map<string, { exam: ExamPrompt; runs: SubjectRun[] }>();
  for (const run of subjects) {
    const [exam] = run.prompts;
    if (exam === undefined) continue;
    const { text, continuations } = exam.render(exam.shotIds.length);
    const key = JSON.stringify([run.benchmark.id, text.slice(text.lastIndexOf('\n')), continuations]);
    const entry = alike.get(key) ?? { exam, runs: [] };
    entry.runs.push(run);
    alike.set(key, entry);
  }
  return [...alike.values()].flatMap(({ exam, runs }) => {
    const [run] = runs;
    return run === undefined ? [] : [preflightAlike(exam, run, { subjects: runs, settings })];
  });
}

interface Alike {
  readonly subjects: readonly SubjectRun[];
  readonly settings: TokenSettings;
}

function preflightAlike(
  exam: ExamPrompt,
  { benchmark, rules }: SubjectRun,
  { subjects, settings }: Alike,
): ExamPreflight {
  const { tokenizer } = settings;
  const { prompt, ids } = fitPrompt(exam, rules, settings);
  const rule = settings.letters ?? rules.letters;
  const found = preflight(prompt, ids, { tokenizer, rule, kind: rules.score });
  const bos = tokenizer.bos.ids;
  return {
    ...found,
    benchmark: benchmark.id,
    subjects: subjects.map(({ subject }) => subject),
    hasBos: bos.length > 0 && bos.every((id, position) => ids[position] === id),
    letterIds: idsOf(found.letters, found[rule]),
  };
}

/**
 * Asks the model one question without shots, so that a model which gives no numbers is found before the first exam.
 * Throws InputError where a letter's score is not finite or the runtime fails.
 */
export async function checkModelAnswers(
  { backend, folder }: { readonly backend: Backend; readonly folder: ModelFolder },
  subjects: readonly SubjectRun[],
  settings: TokenSettings,
): Promise<void> {
  const run = subjects[0];
  const exam = run?.prompts[0];
  if (run === undefined || exam === undefined) return;
  const short = { ...exam, shotIds: [], render: () => exam.render(0) };
  const { groups } = prepareSubject(run, [short], settings);
  for await (const score of backend.score(groups, new AbortController().signal)) letterScores(score, folder);
}

/**
 * The scores of a prompt that any model can answer.
 * Throws InputError where the runtime failed or one is not finite; it names a tensor of the folder that is the cause.
 */
export function letterScores(score: Score, folder: ModelFolder): readonly number[] {
  if (score.status === 'failed') throw new InputError(`The model can't score a prompt: ${score.reason}`);
  if (score.scores.every(Number.isFinite)) return score.scores;
  throw new InputError(
    `The model's letter scores are ${score.scores.join(', ')} on a first short prompt: ${whyNoNumbers(folder.graphPath)}.`,
  );
}

function idsOf(letters: readonly string[], reading: LetterReading): Record<string, readonly number[]> {
  if (!reading.found) return {};
  return Object.fromEntries(
    letters.map((letter, index) => [letter, reading.tokens[index]?.map(({ id }) => id) ?? []]),
  );
}

/** A preflight for people, one fact a line. */
export function preflightLines(found: ExamPreflight): readonly string[] {
  const other = found.rule === 'upstream' ? 'context' : 'upstream';
  return [
    `${found.benchmark} (${subjectsText(found.subjects)}): letters by rule '${found.rule}': ${describe(found.letters, found[found.rule])}` +
      (found.singleTokens ? '' : ' (not all single tokens)'),
    `  rule '${other}': ${found.agree ? 'the same ids' : describe(found.letters, found[other])}`,
    `  ${found.hasBos ? 'BOS in front' : 'no BOS'}; prompts begin with the tokens ${found.firstTokens.map(({ id }) => id).join(' ')}`,
  ];
}

function describe(letters: readonly string[], reading: LetterReading): string {
  if (!reading.found) return reading.reason;
  return letters
    .map((letter, index) => `${letter} ${reading.tokens[index]?.map(spell).join('+') ?? ''}`)
    .join(', ');
}

function spell({ id, piece }: SpelledToken): string {
  return `${id} ${JSON.stringify(piece)}`;
}

function subjectsText(subjects: readonly string[]): string {
  const [first = '', ...others] = subjects;
  return others.length === 0 ? first : `${subjects.length} subjects, as ${first}`;
}
