import { InputError } from '../errors.ts';
import { sha256 } from '../fingerprint.ts';
import type { ShotRule } from '../recipes/recipe.ts';
import type { Question, QuestionId } from '../records.ts';

/** A question to score and the solved questions that stand before it, in their order. */
export interface ShotPlan {
  readonly question: Question;
  /** The same array for all questions of a subject where the rule gives all of them the same shots. */
  readonly shots: readonly Question[];
}

/** One subject's questions as the data set has them, each list in file order. */
export interface ShotPool {
  /** For messages and hash keys: `benchmark/subject`. */
  readonly name: string;
  /** The scored split. */
  readonly questions: readonly Question[];
  /** The dev split; empty where the rule takes its shots from the scored split. */
  readonly dev: readonly Question[];
}

/** How many shots a rule gives when nothing else is asked. */
export function shotCount(rule: ShotRule): number {
  return rule.kind === 'dev-rows' ? rule.rows.length : rule.count;
}

/**
 * Tells the scored questions from the shots and gives each of them the first `shots` of its rule's shots.
 * The scored questions stay in file order and do not depend on `shots`.
 * Throws InputError where the data cannot give that many shots.
 */
export function divide(rule: ShotRule, pool: ShotPool, shots: number): readonly ShotPlan[] {
  switch (rule.kind) {
    case 'dev-rows': {
      const same = devRows(pool, rule.rows.slice(0, shots));
      return pool.questions.map((question) => ({ question, shots: same }));
    }
    case 'dev-hash':
      return pool.questions.map((question) => ({
        question,
        shots: devByHash(rule.salt, pool, question, shots),
      }));
    case 'hash-split':
      return hashSplit(rule, pool, shots);
    default:
      return rule satisfies never;
  }
}

function devRows(pool: ShotPool, rows: readonly number[]): readonly Question[] {
  const byRow = new Map(pool.dev.map((question) => [rowOf(question.id), question]));
  return rows.map((row) => {
    const shot = byRow.get(String(row));
    if (shot === undefined) {
      throw new InputError(
        `${pool.name}: the recipe takes row ${row} of the dev split as a shot, and the copy here has no such row ` +
          `(${pool.dev.length} usable dev rows); complete the data set or ask for fewer shots with --shots.`,
      );
    }
    return shot;
  });
}

/** Dev rows in an order of the question's own, in place of the script's unseeded shuffle (docs/recipes.md). */
function devByHash(salt: string, pool: ShotPool, question: Question, shots: number): readonly Question[] {
  if (pool.dev.length < shots) {
    throw new InputError(
      `${pool.name}: the recipe takes ${shots} shots from the dev split, and the copy here has ${pool.dev.length} ` +
        `usable dev rows; complete the data set or ask for fewer shots with --shots.`,
    );
  }
  return inHashOrder(pool.dev, (dev) => `${salt}|${question.id}|${rowOf(dev.id)}`).slice(0, shots);
}

/** The split of docs/recipes.md: shots by hash over the kept records, the rest less repetitions of a shot is scored. */
function hashSplit(
  rule: ShotRule & { kind: 'hash-split' },
  pool: ShotPool,
  shots: number,
): readonly ShotPlan[] {
  if (pool.questions.length <= rule.count) {
    throw new InputError(
      `${pool.name} has ${pool.questions.length} usable questions, and the recipe sets ${rule.count} of them aside ` +
        `as shots, which leaves none to score; complete the data set or leave the subject out.`,
    );
  }
  const ordered = inHashOrder(pool.questions, ({ id }) => `${rule.salt}|${pool.name}|${rowOf(id)}`);
  const setAside = ordered.slice(0, rule.count);
  const asked = new Set(setAside.map(({ contentHash }) => contentHash));
  const same = setAside.slice(0, shots);
  return pool.questions
    .filter(({ contentHash }) => !asked.has(contentHash))
    .map((question) => ({ question, shots: same }));
}

/** Questions in ascending order of the SHA-256 of their keys, compared as lower-case hex. */
function inHashOrder(
  questions: readonly Question[],
  key: (question: Question) => string,
): readonly Question[] {
  return questions
    .map((question) => ({ question, hash: sha256(key(question)) }))
    .toSorted((left, right) => (left.hash < right.hash ? -1 : 1))
    .map(({ question }) => question);
}

/** The last part of a question's id: its 0-based row in the source file. */
function rowOf(id: QuestionId): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
