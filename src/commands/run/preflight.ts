import type { Backend } from '../../backends/backend.ts';
import {
  type LetterPreflight,
  type LetterReading,
  preflight,
  type SpelledToken,
} from '../../engine/letters.ts';
import { InputError } from '../../errors.ts';
import type { BenchmarkId, Score } from '../../records.ts';
import type { SubjectRun } from '../exams.ts';
import { fitPrompt, prepareSubject, type TokenSettings } from './prepare.ts';

/** The letters of one exam of a run, read from its first prompt. */
export interface ExamPreflight extends LetterPreflight {
  readonly benchmark: BenchmarkId;
  /** Whether the prompt begins with the tokenizer's BOS. */
  readonly hasBos: boolean;
  /** Token ids of each letter by the rule in force, `{ A: [330], … }`; empty where each question has its own. */
  readonly letterIds: Readonly<Record<string, readonly number[]>>;
}

/**
 * Reads the letters of each exam's first question, before any weights are loaded.
 * Throws InputError where the rule in force could score no question of an exam.
 */
export function preflightExams(
  subjects: readonly SubjectRun[],
  settings: TokenSettings,
): readonly ExamPreflight[] {
  const firstOf = new Map(subjects.toReversed().map((one) => [one.benchmark.id, one]));
  const exams = new Set(subjects.map((one) => one.benchmark.id));
  return [...exams].flatMap((benchmark) => {
    const run = firstOf.get(benchmark);
    const exam = run?.prompts[0];
    if (run === undefined || exam === undefined) return [];
    const { prompt, ids } = fitPrompt(exam, run.rules, settings);
    const rule = settings.letters ?? run.rules.letters;
    const found = preflight(prompt, ids, { tokenizer: settings.tokenizer, rule, kind: run.rules.score });
    const bos = settings.tokenizer.bos.ids;
    const hasBos = bos.length > 0 && bos.every((id, position) => ids[position] === id);
    return [{ ...found, benchmark, hasBos, letterIds: idsOf(found.letters, found[rule]) }];
  });
}

/**
 * Asks the model one question without shots, so that a model which gives no numbers is found before the first exam.
 * Throws InputError where a letter's score is not finite or the runtime fails.
 */
export async function checkModelAnswers(
  backend: Backend,
  subjects: readonly SubjectRun[],
  settings: TokenSettings,
): Promise<void> {
  const run = subjects[0];
  const exam = run?.prompts[0];
  if (run === undefined || exam === undefined) return;
  const short = { ...exam, shotIds: [], render: () => exam.render(0) };
  const { groups } = prepareSubject(run, [short], settings);
  for (const group of groups) {
    for await (const score of backend.score(group, new AbortController().signal)) {
      letterScores(score);
    }
  }
}

/**
 * The scores of a prompt that any model can answer.
 * Throws InputError where the runtime failed or one is not finite.
 */
export function letterScores(score: Score): readonly number[] {
  if (score.status === 'failed') throw new InputError(`The model can't score a prompt: ${score.reason}`);
  if (score.scores.every(Number.isFinite)) return score.scores;
  throw new InputError(
    `The model's letter scores are ${score.scores.join(', ')} on a first short prompt: its weights are damaged or overflow; build the model folder again.`,
  );
}

function idsOf(letters: readonly string[], reading: LetterReading): Record<string, readonly number[]> {
  if (!reading.found) return {};
  return Object.fromEntries(
    letters.map((letter, index) => [letter, reading.tokens[index]?.map(({ id }) => id) ?? []]),
  );
}

/** The preflight of one exam for people, one fact a line. */
export function preflightLines(found: ExamPreflight): readonly string[] {
  const other = found.rule === 'upstream' ? 'context' : 'upstream';
  return [
    `${found.benchmark}: letters by rule '${found.rule}': ${describe(found.letters, found[found.rule])}` +
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
